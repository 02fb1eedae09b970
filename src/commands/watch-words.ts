type Payload = Readonly<Record<string, unknown>>;

/** A message in words; undefined for what nobody watches, such as figures that only change with the time. `topic` is what follows the base. */
export function describeMessage(topic: string, payload: string): string | undefined {
  const [name = "", kind = "", detail] = topic.split("/");
  const heading = name.padEnd(8);
  if (payload === "") return undefined;
  switch (kind) {
    case "probe":
      return `${heading} ${probe(parse(payload))}`;
    case "attack":
      return `${heading} ${attack(detail ?? "", parse(payload))}`;
    case "gap":
      return `${heading} gap ${text(parse(payload), "from")} to ${text(parse(payload), "to")}: ${text(parse(payload), "cause")}`;
    case "availability":
      return `${heading} its log ${payload === "online" ? "can be read" : "can not be read"}`;
    case "state":
      return name === "bridge" ? `${heading} ${printable(payload)}` : undefined;
    default:
      return undefined;
  }
}

function probe(event: Payload): string {
  const door =
    event["port"] === undefined ? text(event, "protocol") : `${text(event, "protocol")}/${text(event, "port")}`;
  const times = typeof event["count"] === "number" ? ` (${event["count"]} times)` : "";
  return `${text(event, "time")} ${door} from ${text(event, "source")}${times}`;
}

function attack(kind: string, finding: Payload): string {
  const ports = Array.isArray(finding["ports"]) ? finding["ports"].map(String).join(", ") : "";
  const sources = Array.isArray(finding["sources"]) ? finding["sources"].map(String).join(", ") : "";
  return printable(
    `${kind.toUpperCase()} ${text(finding, "state")}: ${text(finding, "count")} probes on ${ports} from ${sources} (${text(finding, "severity")})`,
  );
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
