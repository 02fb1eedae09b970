import { isIP, isIPv6 } from "node:net";
import { protocolNumber } from "../../formats/protocols.ts";
import type { Action, JournalEvent } from "../../model/event.ts";
import type { AddressLabels, Labels } from "../../model/labels.ts";
import { isoTime } from "../../model/wire.ts";
import { sourceLabels } from "./exported-event.ts";
import type { EventRecord, RowFormat } from "./row-format.ts";

/** The version whose documentation the names of fields were taken from: elastic.co/docs/reference/ecs. */
const ecsVersion = "9.5.0";

/**
 * Elastic Common Schema, one document a line; what ECS has no field for is below `whos_knocking`. `event.created` is left out: when
 * a row was read is not kept, and where the log has no time of its own `@timestamp` is that moment, as ECS asks.
 * @param vendors who made which router, where that is known
 */
export function ecs(vendors: ReadonlyMap<string, string>): RowFormat {
  return {
    events: {
      line: (record, labels) => JSON.stringify(documentOf(record, labels, vendors.get(record.router))),
    },
  };
}

/** JSON leaves out what is undefined. */
function documentOf(record: EventRecord, labels: Labels, vendor: string | undefined): object {
  const { event, router } = record;
  const known = sourceLabels(event.source, labels);
  return {
    "@timestamp": isoTime(event.timeMs),
    ecs: { version: ecsVersion },
    event: eventOf(record),
    source: sourceOf(event, known),
    destination: some({ ...addressOf(event.destination), port: event.port }),
    network: networkOf(event, labels.service),
    observer: {
      name: router,
      type: "firewall",
      vendor,
      ingress: some({ interface: some({ name: event.interface }) }),
    },
    rule: some({ name: event.rule }),
    related: some({
      ip: listed([event.source, event.destination].filter((address) => isAddress(address))),
      hosts: listed(known.hostname === undefined ? [] : [known.hostname]),
    }),
    tags: [event.class],
    whos_knocking: {
      format: event.format,
      time_from: event.timeFrom,
      time_uncertainty_ms: event.timeUncertaintyMs,
      tcp_flags: event.tcpFlags,
      icmp_type: event.icmpType,
      icmp_code: event.icmpCode,
    },
  };
}

function eventOf({ event, id, sequence }: EventRecord): object {
  return {
    kind: "event",
    category: ["network"],
    type: typesOf(event),
    action: event.action === "unknown" ? undefined : event.action,
    outcome: outcomes[event.action],
    module: "whos_knocking",
    dataset: "whos_knocking.log",
    id,
    sequence,
  };
}

/** As a firewall's: what it denied has failed. */
const outcomes: Readonly<Record<Action, "failure" | "success" | "unknown">> = {
  drop: "failure",
  reject: "failure",
  accept: "success",
  unknown: "unknown",
};

const dispositions: Readonly<Record<Action, "denied" | "allowed" | undefined>> = {
  drop: "denied",
  reject: "denied",
  accept: "allowed",
  unknown: undefined,
};

/** ECS calls an event a connection only where both addresses and both ports are known. */
function typesOf({ action, source, sourcePort, destination, port }: JournalEvent): readonly string[] {
  const isConnection = [source, sourcePort, destination, port].every((value) => value !== undefined);
  const disposition = dispositions[action];
  const types = [...(isConnection ? ["connection"] : []), ...(disposition === undefined ? [] : [disposition])];
  return types.length === 0 ? ["info"] : types;
}

function sourceOf({ source, sourcePort }: JournalEvent, labels: AddressLabels): object | undefined {
  return some({
    ...addressOf(source),
    port: sourcePort,
    domain: labels.hostname,
    registered_domain: labels.domain,
    as: some({ number: labels.asn, organization: some({ name: labels.network }) }),
    geo: some({ country_iso_code: labels.country }),
  });
}

/** `ip` is of Elasticsearch's type ip, which refuses everything else. */
function addressOf(address: string | undefined): object {
  return { address, ip: isAddress(address) ? address : undefined };
}

function networkOf({ source, protocol, port, count }: JournalEvent, service: Labels["service"]): object {
  const number = protocol === undefined ? undefined : protocolNumber(protocol);
  return {
    direction: "inbound",
    type: isAddress(source) ? (isIPv6(source) ? "ipv6" : "ipv4") : undefined,
    transport: protocol === String(number) ? undefined : protocol,
    iana_number: number?.toString(),
    application: protocol === undefined || port === undefined ? undefined : service(protocol, port)?.toLowerCase(),
    packets: count,
  };
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && isIP(text) !== 0;
}

function listed<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** An object without any value is none. */
function some<Values extends object>(values: Values): Values | undefined {
  return Object.values(values).every((value) => value === undefined) ? undefined : values;
}
