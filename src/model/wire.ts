import type { JournalEvent, LogEvent } from "./event.ts";
import type { Gap } from "./gap.ts";
import type { AddressLabels, Labels } from "./labels.ts";

/** The flat, snake_case form of an event (DESIGN 4.2); a key that is not known is absent. */
export type WireEvent = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The keys that tell what happened, common to every form of an event. */
export function wireFacts(event: LogEvent): WireEvent {
  return withoutUnknown({
    time: event.timeMs === undefined ? undefined : isoTime(event.timeMs),
    action: event.action,
    protocol: event.protocol,
    source: event.source,
    destination: event.destination,
    source_port: event.sourcePort,
    port: event.port,
    icmp_type: event.icmpType,
    icmp_code: event.icmpCode,
    tcp_flags: event.tcpFlags,
    count: event.count > 1 ? event.count : undefined,
  });
}

/** The form of topics and exports: the facts, where they come from, and the id under which they are kept. */
export function wireRecord(event: JournalEvent, router: string, id: string): WireEvent {
  return {
    id,
    router,
    ...wireFacts(event),
    time_from: event.timeFrom,
    ...withoutUnknown({
      time_uncertainty_ms: event.timeUncertaintyMs,
      interface: event.interface,
      rule: event.rule,
      format: event.format,
    }),
  };
}

/** What is known of an event beside its log line (DESIGN 4.2): the service it asked for, and who its source is. */
export function wireLabels({ protocol, port }: LogEvent, source: AddressLabels, service: Labels["service"]): WireEvent {
  const { hostname, domain, country, asn, network } = source;
  const name = protocol === undefined || port === undefined ? undefined : service(protocol, port);
  return withoutUnknown({ service: name, hostname, domain, country, asn, network });
}

/** The form of a gap (DESIGN 4.6); in topics and exports with the id under which it is kept. */
export function wireGap(gap: Gap, router: string, id?: string): WireEvent {
  return {
    ...withoutUnknown({ id }),
    router,
    from: isoTime(gap.fromMs),
    to: isoTime(gap.toMs),
    ...withoutUnknown({ entries: gap.entries }),
    probes_estimate: gap.probesEstimate,
    exact: gap.isExact,
    cause: gap.cause,
    filled: gap.isFilled,
  };
}

/** ISO 8601 in UTC with milliseconds. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function withoutUnknown(keys: Readonly<Record<string, WireEvent[string] | undefined>>): WireEvent {
  return Object.fromEntries(
    Object.entries(keys).filter((pair): pair is [string, WireEvent[string]] => pair[1] !== undefined),
  );
}
