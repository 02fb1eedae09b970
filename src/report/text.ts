import type { Report } from "../model/report.ts";
import { factsOf } from "./facts.ts";
import { bar, clipped, countAndShare, countColumns, textWidth, wrapped } from "./text-lines.ts";
import { textTables } from "./text-tables.ts";
import { timelineOf } from "./timeline.ts";
import { counted, localPeriod, localTime, number } from "./words.ts";

/** The report for a terminal or a mail, 80 columns wide, laid out after the article's. */
export function textReport(report: Report): string {
  const sections = [heading(report), facts(report)];
  if (report.figures.probes > 0) {
    sections.push(hours(report), days(report), ...textTables(report), repeated(report), scanners(report));
  }
  sections.push(gaps(report), notes(report));
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => clipped(line, textWidth).trimEnd()).join("\n"))
    .join("\n\n");
}

function heading({ figures: { period }, routers, timezone }: Report): readonly string[] {
  const time = localPeriod(Date.parse(period.from), Date.parse(period.to), timezone);
  return [centred("Who's Knocking?"), centred(routers.join(", ")), centred(`${time}, ${timezone}`)];
}

function facts(report: Report): readonly string[] {
  return factsOf(report).flatMap(({ label, words }) => wrapped(`${label}:`.padEnd(labelColumns), words));
}

const labelColumns = 18;

function hours({ figures, timezone }: Report): readonly string[] {
  const highest = Math.max(...figures.hours);
  const counts = countColumns(figures.hours);
  const lines = figures.hours.map((count, hour) => {
    const share = figures.probes === 0 ? 0 : (100 * count) / figures.probes;
    const start = `  ${String(hour).padStart(2, "0")}  ${countAndShare({ count, share }, counts)}  `;
    return start + bar(count, highest, textWidth - start.length);
  });
  return [`Probes by the hour, ${timezone}:`, "", ...lines];
}

function days({ figures }: Report): readonly string[] {
  const { unit, steps } = timelineOf(figures.days, mostSteps);
  if (steps.length < 2) return [];
  const highest = Math.max(...steps.map(({ perDay }) => perDay));
  const counts = countColumns(steps.map(({ perDay }) => Math.round(perDay)));
  const lines = steps.map(({ label, perDay }) => {
    const start = `  ${label}  ${String(Math.round(perDay)).padStart(counts)}  `;
    return start + bar(perDay, highest, textWidth - start.length);
  });
  const title = { day: "Probes by the day:", week: "Probes a day, by week:", month: "Probes a day, by month:" }[unit];
  return [title, "", ...lines];
}

/** A screen full. */
const mostSteps = 45;

function repeated({ figures, hostNames, shownRows }: Report): readonly string[] {
  const rows = figures.repeat_sources;
  if (rows.length === 0) return [];
  const counts = countColumns(rows.map(({ count }) => count));
  const lines = rows.slice(0, shownRows).map(({ source, count, days: ofSource }) => {
    const on = ofSource === 1 ? "on one day" : `on ${ofSource} days`;
    return `  ${source.padEnd(addressColumns)} ${String(count).padStart(counts)} ${on.padEnd(12)} ${hostNames.get(source) ?? ""}`;
  });
  return ["Hosts that probed more than 12 times:", "", ...lines, ...andMore(rows.length - shownRows)];
}

const addressColumns = 16;

function scanners(report: Report): readonly string[] {
  if (report.scanners.length === 0) return [];
  const lines = report.scanners.slice(0, report.shownRows).map(({ source, probes, ports, firstSeenMs }) => {
    const tried = `${counted(probes, "probe")} on ${number(ports)} ports at least, first ${localTime(firstSeenMs, report.timezone)}`;
    return `  ${source.padEnd(addressColumns)} ${tried.padEnd(54)} ${report.hostNames.get(source) ?? ""}`;
  });
  return ["Hosts that tried port after port:", "", ...lines, ...andMore(report.scanners.length - report.shownRows)];
}

function gaps({ figures, timezone, shownRows }: Report): readonly string[] {
  if (figures.gaps.length === 0) return [];
  const lines = figures.gaps.slice(0, shownRows).map((gap) => {
    const time = localPeriod(Date.parse(String(gap["from"])), Date.parse(String(gap["to"])), timezone);
    const filled = gap["filled"] === true ? ", filled by an import" : "";
    return `  ${time}  ${gap["cause"]}, about ${number(Number(gap["probes_estimate"]))} probes${filled}`;
  });
  return ["What was lost before it was read:", "", ...lines, ...andMore(figures.gaps.length - shownRows)];
}

function notes({ figures }: Report): readonly string[] {
  if (figures.unknown_share === 0) return [];
  return wrapped(
    "",
    "UNKNOWN is what nobody could tell: an address without a name in the Domain Name System, or one that was not looked up yet.",
  );
}

function andMore(count: number): readonly string[] {
  return count > 0 ? [`  and ${number(count)} more`] : [];
}

function centred(text: string): string {
  return " ".repeat(Math.max(0, Math.floor((textWidth - text.length) / 2))) + text;
}
