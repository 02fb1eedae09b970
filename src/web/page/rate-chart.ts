import uPlot from "uplot";
import type { EpisodeMark, Rate } from "../../model/page-reader.ts";
import { count, when } from "./format.ts";
import { blanksOf, drawBlanks, drawEpisodes, type Palette } from "./rate-marks.ts";

/** What the chart says when somebody drags over a time: from when to when, UTC ms. */
export interface ZoomDetail {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The rate over time: bars, gaps hatched, episodes above. `since` and `rate` are set as properties; `readout` tells in words what is
 * under the pointer, `zoom` which time was chosen. For those who do not see it the view has a table.
 */
export class RateChart extends HTMLElement {
  #rate: Rate | undefined;
  #sinceMs: number | undefined;
  #plot: uPlot | undefined;
  readonly #size = new ResizeObserver(() => this.#fit());
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #repaint = (): void => this.#draw();

  /** When the time begins that was asked for, UTC ms; set before `rate`. */
  set since(sinceMs: number | undefined) {
    this.#sinceMs = sinceMs;
  }

  set rate(rate: Rate) {
    const isSame = this.#rate?.step_seconds === rate.step_seconds && this.#plot !== undefined;
    this.#rate = rate;
    if (isSame) this.#plot?.setData(columnsOf(rate));
    else this.#draw();
  }

  connectedCallback(): void {
    this.#size.observe(this);
    this.#scheme.addEventListener("change", this.#repaint);
    document.addEventListener("themechange", this.#repaint);
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#size.disconnect();
    this.#scheme.removeEventListener("change", this.#repaint);
    document.removeEventListener("themechange", this.#repaint);
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #draw(): void {
    if (this.#rate === undefined || !this.isConnected) return;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(this.#rate), columnsOf(this.#rate), this);
  }

  #fit(): void {
    if (this.#plot !== undefined && this.clientWidth > 0 && this.clientWidth !== this.#plot.width)
      this.#plot.setSize({ width: this.clientWidth, height: this.#height() });
  }

  #height(): number {
    return Math.round(Math.min(360, Math.max(200, this.clientWidth / 4)));
  }

  #options({ step_seconds }: Rate): uPlot.Options {
    const palette = paletteOf(this);
    const font = `12px ${getComputedStyle(this).fontFamily}`;
    const axis = { stroke: palette.quiet, font, ticks: { show: false }, grid: { stroke: palette.line, width: 1 } };
    return {
      width: Math.max(200, this.clientWidth),
      height: this.#height(),
      padding: [14, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      // The last bar has its width after its beginning.
      scales: {
        x: {
          time: true,
          range: (_plot, min, max) => [
            Math.min(min, (this.#sinceMs ?? Number.POSITIVE_INFINITY) / 1000),
            max + step_seconds,
          ],
        },
        y: { range: (_plot, _min, max) => [0, Math.max(4, max * 1.05)] },
      },
      axes: [
        { ...axis, size: 28, grid: { show: false }, values: timeLabels, space: 70 },
        { ...axis, size: roomFor, incrs: wholeSteps, values: (_plot, splits) => splits.map((split) => count(split)) },
      ],
      series: [
        {},
        {
          fill: palette.accent,
          width: 0,
          points: { show: false },
          paths: barsOf(),
        },
      ],
      hooks: {
        drawClear: [(plot) => this.#rate && drawBlanks(plot, blanksOf(this.#rate, this.#sinceMs), palette)],
        draw: [(plot) => drawEpisodes(plot, this.#rate?.episodes ?? [], palette)],
        setCursor: [(plot) => this.#tell(plot, step_seconds)],
        setSelect: [(plot) => this.#zoom(plot)],
      },
    };
  }

  /** What is under the pointer, in words. */
  #tell({ cursor: { idx }, data: [times, probes] }: uPlot, stepSeconds: number): void {
    const time = idx === null || idx === undefined ? undefined : times[idx];
    const value = idx === null || idx === undefined ? undefined : probes?.[idx];
    const words =
      time === undefined
        ? ""
        : `${when(time * 1000, Date.now())}${stepSeconds < 86_400 ? ` to ${when((time + stepSeconds) * 1000, Date.now())}` : ""}: ${
            value === null || value === undefined ? "not known" : count(value)
          }${this.#episodesAt(time * 1000, stepSeconds * 1000)}`;
    this.dispatchEvent(new CustomEvent<string>("readout", { detail: words }));
  }

  #episodesAt(timeMs: number, stepMs: number): string {
    const isThere = ({ first_seen, last_seen }: EpisodeMark) =>
      Date.parse(first_seen) < timeMs + stepMs && Date.parse(last_seen) >= timeMs;
    const { length } = (this.#rate?.episodes ?? []).filter(isThere);
    return length === 0 ? "" : `, ${length} ${length === 1 ? "episode" : "episodes"}`;
  }

  #zoom(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 8) return;
    const fromMs = plot.posToVal(left, "x") * 1000;
    const toMs = plot.posToVal(left + width, "x") * 1000;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.dispatchEvent(new CustomEvent<ZoomDetail>("zoom", { detail: { fromMs, toMs } }));
  }
}

const wholeSteps = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 9 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);

/** What is not known is null: inside of a gap that no import filled. */
function columnsOf(rate: Rate): uPlot.AlignedData {
  const { starts, probes, step_seconds } = rate;
  const stepMs = step_seconds * 1000;
  const lost = blanksOf(rate, undefined);
  const isUnknown = (startMs: number) => lost.some(({ fromMs, toMs }) => fromMs <= startMs && startMs + stepMs <= toMs);
  const known = probes.map((value, index) => (value === 0 && isUnknown(starts[index] ?? 0) ? null : value));
  return [starts.map((start) => start / 1000), known];
}

function barsOf(): uPlot.Series.PathBuilder {
  const bars = uPlot.paths.bars?.({ size: [0.86, 48], align: 1 });
  if (bars === undefined) throw new TypeError("uPlot has no bars");
  return bars;
}

/** As wide as its longest number. */
function roomFor(_plot: uPlot, labels: string[] | null): number {
  return 16 + 7.5 * Math.max(2, ...(labels ?? []).map((label) => label.length));
}

/** Clock times, and the date where a day begins; nothing between two minutes, of a journal that is some minutes old. */
function timeLabels(_plot: uPlot, splits: number[], _axis: number, _space: number, increment: number): string[] {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const month = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" });
  return splits.map((split) => {
    const date = new Date(split * 1000);
    if (split % 60 !== 0) return "";
    if (increment >= 28 * 86_400) return month.format(date);
    return increment >= 86_400 || (date.getHours() === 0 && date.getMinutes() === 0)
      ? day.format(date)
      : clock.format(date);
  });
}

function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    accent: color("--accent"),
    alarm: color("--alarm"),
    quiet: color("--quiet"),
    line: color("--line"),
    font: `11px ${style.fontFamily}`,
  };
}

customElements.define("rate-chart", RateChart);
