import { createLocalClock } from "../../formats/local-time.ts";
import { mikrotik } from "../../formats/mikrotik.ts";
import type { LineReading } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { MikrotikSettings } from "./options.ts";
import { type ApiLine, kindOfPage, notTheLog } from "./page-kind.ts";
import { timesOf } from "./printed-times.ts";

/**
 * The entries of the log, oldest first, at the time of the router's own clock in its zone.
 * @throws RetryableError when the answer was cut, FatalError when it is not the log
 */
export function parseMikrotik(page: FetchedPage, router: MikrotikSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const { lines } = seen;
  const { timezone } = router;
  const times = timesOf(
    lines.map(({ time }) => time),
    timezone,
    createLocalClock(timezone),
    page.answeredAtMs,
  );
  const accepted = router.options.accepted_prefixes.split(",").map((prefix) => prefix.trim());
  const ids = lines.flatMap(({ id }) => numberOf(id) ?? []);
  const [first, last] = [ids.at(0), ids.at(-1)];
  return {
    entries: lines.map((line, row) => entryOf(line, times[row], accepted)),
    isKeyed: ids.length === lines.length,
    numbers: first === undefined || last === undefined ? undefined : { first, last },
    timeFrom: "router",
  };
}

function numberOf(id: string): number | undefined {
  return /^\*[0-9A-Fa-f]{1,12}$/.test(id) ? Number.parseInt(id.slice(1), 16) : undefined;
}

/** The time is no part of the key: tomorrow it is printed in another way. Numbers begin anew when the router starts, so the words are. */
function entryOf(line: ApiLine, timeMs: number | undefined, accepted: readonly string[]): Entry {
  const { id, topics, message } = line;
  const identity = { key: `${id} ${topics} ${message}`, weight: 1 };
  const reading = readLine(line);
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text: message };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  const { event } = reading;
  const action = accepted.includes(event.rule ?? "") && event.rule !== undefined ? "accept" : event.action;
  return { ...identity, kind: "event", event: { ...event, action, timeMs } };
}

/** Only the firewall tells of packets: what others write holds names that computers give themselves. */
function readLine({ topics, message }: ApiLine): LineReading {
  const list = topics.split(",");
  if (!list.includes("firewall")) return { kind: "note", note: noteOf(list) };
  const text = `firewall,info ${message}`;
  return mikrotik.read({ text, message: text }) ?? { kind: "reject", reason: "unknown line" };
}

/** Topics of RouterOS that say more than how grave a line is. */
const knownTopics: ReadonlySet<string> = new Set(
  "account backup bridge caps certificate dhcp dns dot1x e-mail fetch gps health hotspot igmp-proxy interface ipsec l2tp lte netwatch ntp ospf ovpn ppp pppoe pptp radius route rip script sntp ssh sstp store system upnp watchdog web-proxy wireguard wireless".split(
    " ",
  ),
);

function noteOf(topics: readonly string[]): string {
  return (topics.find((topic) => knownTopics.has(topic)) ?? "other").replaceAll("-", "_");
}
