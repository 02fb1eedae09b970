import type { Report } from "../model/report.ts";
import type { TableRow } from "../model/summary.ts";
import { type Html, html } from "./html-text.ts";
import { plainWords } from "./plain-words.ts";
import { tellingRows } from "./rows.ts";
import { largest, localPeriod, localTime, number, percent } from "./words.ts";

/** The doors: what was knocked on. */
export function portTable({ figures, portWords, shownRows }: Report): Html {
  return countTable("Ports", tellingRows(figures.ports, shownRows), ({ key, name }) => {
    const words = plainWords(key) ?? portWords.get(key) ?? "";
    return html`<td class="name">${name}</td><td class="key"><code>${key}</code></td><td class="quiet words">${words}</td>`;
  });
}

/** Where the probes came from, as far as names and addresses tell. */
export function originTables({ figures, shownRows }: Report): readonly Html[] {
  const shown = (rows: readonly TableRow[]) => tellingRows(rows, shownRows);
  const keyFirst = ({ key, name }: TableRow) => cell(html`${key} ${quiet(name === key ? "" : name)}`);
  const nameFirst = ({ key, name }: TableRow) => cell(html`${name} ${quiet(name === key ? "" : key)}`);
  return [
    countTable("Countries", shown(figures.countries), nameFirst),
    countTable("Top-level domains", shown(figures.top_level_domains), keyFirst),
    countTable("Networks", shown(figures.networks), nameFirst),
    countTable("Domains", shown(figures.domains), keyFirst),
  ];
}

/** Who it was. */
export function hostTables(report: Report): readonly Html[] {
  const { figures, shownRows, scanners, timezone } = report;
  const host = (source: string) => html`<code>${source}</code> ${quiet(report.hostNames.get(source) ?? "")}`;
  const repeated = figures.repeat_sources.map(
    ({ source, count, days }) =>
      html`<tr><td>${host(source)}</td><td class="count">${number(count)}</td><td class="count">${number(days)}</td></tr>`,
  );
  const tried = scanners.map(
    ({ source, probes, ports, firstSeenMs }) =>
      html`<tr><td>${host(source)} ${quiet(`first ${localTime(firstSeenMs, timezone)}`)}</td><td class="count">${number(probes)}</td>
<td class="count">${number(ports)}</td></tr>`,
  );
  return [
    countTable("Busiest hosts", tellingRows(figures.sources, shownRows), ({ key, let_in: isLetIn }) =>
      cell(html`${host(key)} ${isLetIn === true ? html`<b class="warning">was let in</b>` : html``}`),
    ),
    listTable("More than 12 probes", ["Host", "Probes", "Days"], repeated, shownRows),
    listTable("Port after port", ["Host", "Probes", "Ports"], tried, shownRows),
  ];
}

/** What is missing in the figures. */
export function gapTable({ figures, timezone, shownRows }: Report): Html {
  const rows = figures.gaps.map((gap) => {
    const time = localPeriod(Date.parse(String(gap["from"])), Date.parse(String(gap["to"])), timezone);
    const filled = gap["filled"] === true ? quiet("and filled by an import") : html``;
    return html`<tr><td>${time} ${quiet(String(gap["cause"]))} ${filled}</td>
<td class="count">${number(Number(gap["probes_estimate"]))}</td></tr>`;
  });
  return listTable("Gaps", ["Lost before it was read", "Probes, about"], rows, shownRows);
}

/** @param cells what the row is about, in cells of their own */
function countTable(title: string, rows: readonly TableRow[], cells: (row: TableRow) => Html): Html {
  if (rows.length === 0) return html``;
  const highest = largest(rows.map(({ count }) => count));
  const lines = rows.map(
    (row) => html`<tr class="bar" style="--part: ${((100 * row.count) / highest).toFixed(2)}%">${cells(row)}
<td class="count">${number(row.count)}</td><td class="share">${percent(row.share)}</td></tr>
`,
  );
  return html`<section><h3>${title}</h3>
<table><tbody>
${lines}</tbody></table></section>`;
}

function cell(content: Html): Html {
  return html`<td>${content}</td>`;
}

function listTable(title: string, heads: readonly string[], rows: readonly Html[], shownRows: number): Html {
  if (rows.length === 0) return html``;
  const more = rows.length - shownRows;
  return html`<section><h3>${title}</h3>
<table><thead><tr>${heads.map((head, index) => html`<th${html`${index === 0 ? "" : " class=count"}`}>${head}</th>`)}</tr></thead>
<tbody>${rows.slice(0, shownRows)}</tbody></table>${more > 0 ? html`<p class="quiet">and ${number(more)} more</p>` : html``}</section>`;
}

function quiet(text: string): Html {
  return text === "" ? html`` : html`<span class="quiet">${text}</span>`;
}
