import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading, LineStamp } from "../model/format.ts";
import { isDigit } from "./digits.ts";
import { directionOfArrival } from "./direction.ts";
import { note, readPacket, reject } from "./packet.ts";
import { readStamp } from "./stamp-text.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/**
 * `pfirewall.log` of Windows Firewall (W3C extended log format). The columns are those of the head in the file: `start` gives a
 * reader that learns them; `read` on its own takes the usual ones.
 */
export const windowsFirewall: Format = {
  id: "windows-firewall",
  title: "Windows Firewall, pfirewall.log",
  read: (line) => readLine(line.text, usual),
  start: () => {
    let layout = usual;
    return {
      ...windowsFirewall,
      read: (line) => {
        layout = layoutAfter(line.text, layout);
        return readLine(line.text, layout);
      },
    };
  },
};

interface Layout {
  readonly columns: readonly string[];
  readonly isUtc: boolean;
}

/** The 17 columns of Windows XP to 11; the newest versions put the process id behind. */
const usual: Layout = {
  columns:
    "date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path pid".split(
      " ",
    ),
  isUtc: false,
};
const mostFields = 64;

const heads = ["#Version:", "#Software:", "#Time Format:", "#Fields:"];

function layoutAfter(text: string, layout: Layout): Layout {
  if (text.startsWith("#Time Format:")) return { ...layout, isUtc: /^#Time Format:\s{0,8}(?:UTC|GMT)/i.test(text) };
  if (!text.startsWith("#Fields:")) return layout;
  const columns = fieldsOf(text.slice("#Fields:".length).toLowerCase());
  return columns.includes("action") && columns.includes("src-ip") ? { ...layout, columns } : layout;
}

function fieldsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/, mostFields);
}

function readLine(text: string, layout: Layout): LineReading | undefined {
  if (heads.some((head) => text.startsWith(head))) return note("header");
  if (layout.columns[0] === "date" && !isDigit(text.trimStart().charCodeAt(0))) return undefined;
  const fields = fieldsOf(text);
  const field = (name: string): string | undefined => {
    const value = fields[layout.columns.indexOf(name)];
    return value === "-" || value === "" ? undefined : value;
  };
  const action = field("action") ?? "";
  const when = `${field("date")} ${field("time")}`;
  if (!words.has(action) || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(when)) return undefined;
  const stamp = stampOf(when, layout.isUtc);
  if (action === "INFO-EVENTS-LOST") return note("events_lost", stamp);
  if (action === "CLOSE") return note("connection_closed", stamp);
  if (fields.length < neededFields(layout)) return reject("truncated line", stamp);
  return readRow(action, field, stamp);
}

/** Lines without the process id are whole: it came late, and not in every line. */
function neededFields({ columns }: Layout): number {
  return columns.at(-1) === "pid" ? columns.length - 1 : columns.length;
}

/** `OPEN` and `OPEN-INBOUND` are Windows XP's words for connections that it let out and in. */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>(
  Object.entries({
    DROP: "drop",
    ALLOW: "accept",
    OPEN: "accept",
    "OPEN-INBOUND": "accept",
  }),
);
const words: ReadonlySet<string> = new Set([...actions.keys(), "CLOSE", "INFO-EVENTS-LOST"]);

function readRow(
  action: string,
  field: (name: string) => string | undefined,
  stamp: LineStamp | undefined,
): LineReading {
  const source = field("src-ip");
  const protocol = field("protocol");
  const flags = field("tcpflags");
  return readPacket({
    format: windowsFirewall.id,
    action: actions.get(action) ?? "unknown",
    direction: directionOf(action, field("path"), source ?? ""),
    // ICMP has no other name here when it is that of IPv6.
    protocol: protocol === "ICMP" && source?.includes(":") === true ? "ipv6-icmp" : protocol,
    source,
    destination: field("dst-ip"),
    sourcePort: field("src-port"),
    port: field("dst-port"),
    tcpFlags: flags === undefined ? undefined : flagsOfLetters(flags),
    icmpType: field("icmptype"),
    icmpCode: field("icmpcode"),
    stamp,
  });
}

/** Undefined, for the addresses to decide, where the log has no path: a computer's neighbours are no outside. */
function directionOf(action: string, path: string | undefined, source: string): Direction | undefined {
  if (path === "SEND" || action === "OPEN") return "out";
  if (path === "RECEIVE" || action === "OPEN-INBOUND") return directionOfArrival(source);
  return path === "FORWARD" ? "unknown" : undefined;
}

function stampOf(when: string, isUtc: boolean): LineStamp | undefined {
  const stamp = readStamp(when, 0)?.stamp;
  return stamp?.kind === "wall" && isUtc ? { kind: "instant", timeMs: stamp.wallMs } : stamp;
}
