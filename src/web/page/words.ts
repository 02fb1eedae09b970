import type { FindingKind, Severity } from "../../model/finding.ts";
import type { GapRow } from "../../model/web-rows.ts";

/** What a kind of router is called, with who makes it. */
export function familyName(title: string, manufacturer: string | undefined): string {
  return manufacturer === undefined || title.includes(manufacturer) ? title : `${manufacturer} ${title}`;
}

/** What kinds of episodes are called. */
export const kindNames: Readonly<Record<FindingKind, string>> = {
  burst: "Burst",
  flood: "Flood",
  port_scan: "Port scan",
  coordinated_scan: "Coordinated scan",
  returning: "Returning source",
  surge: "Surge",
  let_in: "Let in",
};

/** What they are. */
export const kindMeanings: Readonly<Record<FindingKind, string>> = {
  burst: "one source, again and again on one port within seconds",
  flood: "one source that sends very much in a short time",
  port_scan: "one source that tries one port after the other",
  coordinated_scan: "several sources of one network on the same port",
  returning: "one source that comes on several days of a week",
  surge: "far more sources on a port than usual: often a new worm",
  let_in: "somebody was let in who should perhaps not have been",
};

export const severityNames: Readonly<Record<Severity, string>> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

/** Why entries of a log were lost. */
export const gapCauses: Readonly<Record<GapRow["cause"], string>> = {
  overrun: "the router wrote over them before they were read",
  reboot: "the router was started anew",
  cleared: "somebody cleared the log",
  downtime: "nobody listened",
  unreadable: "the log could not be read",
};
