import type { Report } from "../model/report.ts";
import { type BarSeries, barChart } from "./charts.ts";
import { factsOf } from "./facts.ts";
import { style } from "./html-style.ts";
import { gapTable, hostTables, originTables, portTable } from "./html-tables.ts";
import { type Html, html, trusted } from "./html-text.ts";
import { timelineOf } from "./timeline.ts";
import { duration, localPeriod, number, percent } from "./words.ts";

/** Nothing is loaded and nothing runs, whatever a host called itself. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else: charts inside, light or dark as the reader likes it, and fit for paper. */
export function htmlReport(report: Report): string {
  const { figures, routers, timezone } = report;
  const time = localPeriod(Date.parse(figures.period.from), Date.parse(figures.period.to), timezone);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who's Knocking? ${routers.join(", ")}, ${time}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>Who's Knocking?</h1>
<p class="quiet">${routers.join(", ")} · ${time} · ${timezone}</p>
</header>
<main>
${tiles(report)}
${facts(report)}
${figures.probes === 0 ? html`` : details(report)}
${section("What is missing", [gapTable(report)])}
</main>
${footer(report)}
</body>
</html>`;
  return page.html;
}

function tiles({ figures, lost }: Report): Html {
  const { per_day: day, interval_seconds: interval, multiple_attacks: multiple, largest_burst: burst } = figures;
  const admitted = figures.classes["admitted"] ?? 0;
  const values: readonly (readonly [string, string, string?])[] = [
    [number(figures.probes), "probes"],
    [number(day.average), "a day"],
    [interval === null ? "–" : duration(interval), "from one to the next"],
    [percent(multiple.share), "in multiple attacks"],
    [
      burst === null ? "–" : number(burst.count),
      burst === null ? "no burst" : `largest burst, in ${duration(burst.seconds)}`,
    ],
    ...(admitted > 0 ? [[number(admitted), "let in", "alarm"] as const] : []),
    ...(lost.probes > 0 ? [[`≈ ${number(lost.probes)}`, "lost before they were read"] as const] : []),
  ];
  return html`<div class="tiles">
${values.map(
  ([value, words, kind = ""]) => html`<div class="tile ${kind}"><b>${value}</b><span>${words}</span></div>
`,
)}</div>`;
}

function facts(report: Report): Html {
  return html`<dl>
${factsOf(report).map(
  ({ label, words }) => html`<dt>${label}</dt><dd>${words}</dd>
`,
)}</dl>`;
}

function details(report: Report): Html {
  const { figures, timezone } = report;
  const { unit, steps } = timelineOf(figures.days, 92);
  const hours = figures.hours.map((_, hour) => String(hour).padStart(2, "0"));
  const charts = [chart({ title: `Probes by the hour, ${timezone}`, labels: hours, values: figures.hours })];
  if (steps.length > 1) {
    const title = { day: "Probes by the day", week: "Probes a day, by week", month: "Probes a day, by month" }[unit];
    const values = steps.map(({ perDay }) => Math.round(perDay));
    charts.push(chart({ title, labels: steps.map(({ label }) => label), values }));
  }
  return html`<h2>When they came</h2>
${charts}
${section("What they knocked on", [portTable(report)])}
${section("Where they came from", originTables(report))}
${section("Who they were", hostTables(report))}`;
}

function chart(series: BarSeries): Html {
  const drawn = (["wide", "narrow"] as const).map(
    (size) => html`<div class="${size}" role="img" aria-label="${series.title}">${trusted(barChart(series, size))}</div>
`,
  );
  return html`<figure><figcaption>${series.title}</figcaption>
${drawn}</figure>
`;
}

function section(title: string, tables: readonly Html[]): Html {
  const telling = tables.filter((table) => table.html !== "");
  if (telling.length === 0) return html``;
  return html`<h2>${title}</h2>
<div class="tables${telling.length === 1 ? " one" : ""}">
${telling}
</div>`;
}

function footer({ figures }: Report): Html {
  const unknown =
    figures.unknown_share === 0
      ? html``
      : html`<p>UNKNOWN is what nobody could tell: an address without a name in the Domain Name System, or one that was not looked up yet.</p>`;
  return html`<footer>
${unknown}
<p>A probe is a packet from outside that was not let in. A multiple attack is the article's: three or more probes of one host on one port
within 15 seconds. After “Who's Knocking?” by John Peterson, 2003.</p>
</footer>`;
}
