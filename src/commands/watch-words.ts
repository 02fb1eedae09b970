import { countedBy } from "../model/finding.ts";
import type { ServiceName } from "../summary/summary.ts";

type Payload = Readonly<Record<string, unknown>>;

/** A message in words; undefined for what nobody watches, such as figures that only change with the time. `topic` is what follows the base. */
export function describeMessage(topic: string, payload: string, service: ServiceName): string | undefined {
  const [name = "", kind = "", detail] = topic.split("/");
  const heading = name.padEnd(8);
  if (payload === "") return undefined;
  switch (kind) {
    case "probe":
      return `${heading} ${probe(parse(payload), service)}`;
    case "attack":
      return `${heading} ${attack(detail ?? "", parse(payload))}`;
    case "gap":
      return `${heading} gap ${text(parse(payload), "from")} to ${text(parse(payload), "to")}: ${text(parse(payload), "cause")}`;
    case "availability":
      return `${heading} its log ${payload === "online" ? "can be read" : "cannot be read"}`;
    case "state":
      return name === "bridge" ? `${heading} ${printable(payload)}` : undefined;
    default:
      return undefined;
  }
}

function probe(event: Payload, service: ServiceName): string {
  const times = typeof event["count"] === "number" ? ` (${event["count"]} times)` : "";
  return `${text(event, "time")} ${door(event, service)} from ${text(event, "source")}${times}`;
}

function door({ protocol, port }: Payload, service: ServiceName): string {
  if (typeof protocol !== "string") return typeof port === "number" ? `port ${port}` : "a packet";
  if (typeof port !== "number") return printable(protocol);
  return `${printable(protocol)}/${port} ${service(protocol, port) ?? ""}`.trimEnd();
}

function attack(kind: string, finding: Payload): string {
  const counted = Object.entries(countedBy).find(([known]) => known === kind)?.[1] ?? "time";
  const what = `${text(finding, "count")} ${counted}${finding["count"] === 1 ? "" : "s"}`;
  const where = named(" on ", finding["ports"]) + named(" from ", finding["sources"]);
  return printable(`${kind.toUpperCase()} ${text(finding, "state")}: ${what}${where} (${text(finding, "severity")})`);
}

/** Not every log tells the port, and not every episode has a source. */
function named(preposition: string, list: unknown): string {
  return Array.isArray(list) && list.length > 0 ? preposition + list.map(String).join(", ") : "";
}

function text(payload: Payload, key: string): string {
  const value = payload[key];
  return typeof value === "string" || typeof value === "number" ? printable(String(value)) : "unknown";
}

/** Anybody may publish below our base: what is no object has no keys, and control characters must not reach a terminal. */
function parse(payload: string): Payload {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}

function printable(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, "\u{fffd}");
}
