import { countedBy, type FindingKind, type Severity } from "./finding.ts";
import type { Gap, GapCause } from "./gap.ts";
import type { Labels } from "./labels.ts";
import type { EventRecord, FindingRecord } from "./record.ts";
import { isoTime, wireLabels, wireRecord } from "./wire.ts";

/** A gap, and whose it is. */
export interface GapRow {
  readonly router: string;
  readonly from: string;
  readonly to: string;
  readonly entries?: number;
  readonly probes_estimate: number;
  readonly exact: boolean;
  readonly cause: GapCause;
  readonly filled: boolean;
}

/** An episode as it stands. */
export interface Episode {
  readonly id: string;
  readonly router: string;
  readonly kind: FindingKind;
  readonly state: "started" | "ongoing" | "ended";
  readonly is_open: boolean;
  readonly severity: Severity;
  /** The first of them, where there are many. */
  readonly sources: readonly string[];
  readonly ports: readonly number[];
  readonly protocol?: string;
  readonly count: number;
  /** What that count is of, one of it. */
  readonly counted_by: string;
  readonly first_seen: string;
  readonly last_seen: string;
  /** True where it was too old to raise an alarm when it was found. */
  readonly is_late: boolean;
}

/** A row of the log: a probe, or something that was let in; keys as on topics and in exports, and its class. */
export interface LogRow {
  readonly id: string;
  readonly router: string;
  readonly class: "probe" | "admitted";
  readonly time: string;
  readonly time_from: "router" | "age" | "scrape";
  readonly time_uncertainty_ms?: number;
  readonly action: "drop" | "reject" | "accept" | "unknown";
  readonly protocol?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly source_port?: number;
  readonly port?: number;
  readonly icmp_type?: number;
  readonly icmp_code?: number;
  readonly tcp_flags?: readonly string[];
  /** How many packets it stands for; absent when 1. */
  readonly count?: number;
  readonly interface?: string;
  readonly rule?: string;
  readonly format: string;
  readonly service?: string;
  readonly hostname?: string;
  readonly domain?: string;
  readonly country?: string;
  readonly asn?: number;
  readonly network?: string;
}

/** How rows are shown. */
export interface LogRowOptions {
  readonly labels: Pick<Labels, "of" | "service">;
  /** Leaves our own address (`destination`) out (`privacy.mask_own_address`). */
  readonly isOwnAddressMasked: boolean;
}

/** A probe or an admitted event as the page shows it, with what is known of its source now. */
export function logRow({ event, router, id }: EventRecord, options: LogRowOptions): LogRow {
  const { destination, ...wire } = wireRecord(event, router, id);
  const shown = destination === undefined || options.isOwnAddressMasked ? wire : { ...wire, destination };
  const known = event.source === undefined ? {} : options.labels.of(event.source);
  const row = { ...shown, class: event.class, ...wireLabels(event, known, options.labels.service) };
  // The form of the wire is a table of keys, which are those of a row; an answer's test holds it to them.
  return row as unknown as LogRow;
}

/** An episode as the last thing that was told of it says. */
export function episodeOf({ finding, router, episodeId }: FindingRecord): Episode {
  const { kind, state, severity, sources, ports, protocol, count, firstSeenMs, lastSeenMs, isLate } = finding;
  return {
    ...{ id: episodeId, router, kind, state, is_open: state !== "ended", severity, sources, ports },
    ...(protocol === undefined ? {} : { protocol }),
    ...{ count, counted_by: countedBy[kind], first_seen: isoTime(firstSeenMs), last_seen: isoTime(lastSeenMs) },
    is_late: isLate,
  };
}

/** A gap, and whose it is. */
export function gapRow(gap: Gap, router: string): GapRow {
  const { entries, probesEstimate, isExact, cause, isFilled } = gap;
  return {
    ...{ router, from: isoTime(gap.fromMs), to: isoTime(gap.toMs) },
    ...(entries === undefined ? {} : { entries }),
    ...{ probes_estimate: probesEstimate, exact: isExact, cause, filled: isFilled },
  };
}
