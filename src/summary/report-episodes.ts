import type { Finding } from "../model/finding.ts";
import type { Labels } from "../model/labels.ts";
import type { ReportScanner, ReportSurge } from "../model/report.ts";
import { isoTime } from "../model/wire.ts";
import { doorName } from "./doors.ts";

/** Surges as a report tells them, by their begin; `findings` are the last of each episode. */
export function surgesOf(findings: readonly Finding[], labels: Labels): readonly ReportSurge[] {
  return findings
    .filter(({ kind }) => kind === "surge")
    .toSorted((one, other) => one.firstSeenMs - other.firstSeenMs)
    .map(({ protocol, ports, count, severity, firstSeenMs, lastSeenMs }) => {
      const port = `${protocol ?? "unknown"}/${ports[0] ?? "unknown"}`;
      return {
        ...{ port, name: doorName(port, labels), sources: count, severity },
        ...{ first_seen: isoTime(firstSeenMs), last_seen: isoTime(lastSeenMs) },
      };
    });
}

/** Sources that scanned ports, those with the most probes first; of equals in the order of their addresses. */
export function scannersOf(findings: readonly Finding[]): readonly ReportScanner[] {
  const scanners = new Map<string, ReportScanner>();
  for (const finding of findings.filter(({ kind }) => kind === "port_scan")) {
    const [source] = finding.sources;
    if (source === undefined) continue;
    const known = scanners.get(source);
    scanners.set(source, {
      source,
      episodes: 1 + (known?.episodes ?? 0),
      probes: finding.count + (known?.probes ?? 0),
      ports: Math.max(finding.ports.length, known?.ports ?? 0),
      firstSeenMs: Math.min(finding.firstSeenMs, known?.firstSeenMs ?? finding.firstSeenMs),
      lastSeenMs: Math.max(finding.lastSeenMs, known?.lastSeenMs ?? finding.lastSeenMs),
    });
  }
  return [...scanners.values()].sort((one, other) => other.probes - one.probes || (one.source < other.source ? -1 : 1));
}
