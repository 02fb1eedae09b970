import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

/** Bars beside each other, in order. */
export interface BarSeries {
  /** What the chart shows, for those who do not see it. */
  readonly title: string;
  readonly labels: readonly string[];
  readonly values: readonly number[];
}

/** A chart is drawn for a sheet of paper and for a telephone, and the page shows the one that fits. */
const sizes = {
  wide: { width: 960, height: 240, fontSize: 12, barsWithValues: 31 },
  narrow: { width: 360, height: 200, fontSize: 11, barsWithValues: 0 },
} as const;

export type ChartSize = keyof typeof sizes;

/** The bars as SVG without script. Its colours are variables of the page's style, so that they follow light and dark. */
export function barChart({ labels, values }: BarSeries, size: ChartSize): string {
  use([BarChart, GridComponent, SVGRenderer]);
  const { width, height, fontSize, barsWithValues } = sizes[size];
  const chart = init(undefined, undefined, { renderer: "svg", ssr: true, width, height });
  const text = { color: "var(--quiet)", fontSize, fontFamily: "inherit" };
  chart.setOption({
    animation: false,
    grid: { left: 4, right: 4, top: 20, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "category",
      data: [...labels],
      axisLabel: { ...text, hideOverlap: true },
      axisLine: { lineStyle: { color: "var(--line)" } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      splitNumber: 4,
      axisLabel: text,
      splitLine: { lineStyle: { color: "var(--line)" } },
    },
    series: [
      {
        type: "bar",
        data: [...values],
        silent: true,
        barCategoryGap: "20%",
        itemStyle: { color: "var(--bar)", borderRadius: [2, 2, 0, 0] },
        label: { ...text, show: values.length <= barsWithValues, position: "top", fontSize: fontSize - 2 },
      },
    ],
  });
  try {
    return withoutStyle(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Its style sheet is for a mouse alone. */
function withoutStyle(svg: string): string {
  return svg.replace(/<style[^>]*>[\s\S]*?<\/style>/, "");
}
