import type { Format, LineReading, LineStamp, LogLine } from "../model/format.ts";
import { readDirBlocked } from "./dlink-dir-blocked.ts";
import { splitEndpoint } from "./endpoint.ts";
import { readAttackName } from "./netgear-titles.ts";
import { note, readPacket, reject } from "./packet.ts";
import { monthOf, readTimeOfDay } from "./wall-time.ts";

/** What the firmware writes beside packets. */
type DlinkDirNote = "site_blocked" | "site_allowed" | "service_blocked" | "lan_access" | "dos_attack";

/**
 * D-Link DIR-615 and other boxes with Cameo's log daemon, after its source (GPL, DIR-615 C1), misspellings and faults included:
 * `[DoS Aattck : Xmas Tress scan attack] from source 192.0.2.9`; and the packets that the NAT of the DIR-655 and its kin refused.
 */
export const dlinkDir: Format = {
  id: "dlink-dir",
  title: "D-Link DIR-615, DIR-655 and kin",
  read: (line: LogLine) => {
    const { rest, stamp } = cutDate(line.message.trimEnd());
    if (marks.has(rest.charCodeAt(0))) {
      const [, name = "", tail = ""] = attack.exec(rest) ?? [];
      if (name !== "") return readAttack(name, tail, stamp ?? utc(line.stamp));
      if (lanAccess.test(rest)) return readLanAccess(rest, stamp);
    }
    // The kernel's own attack lines are lost by a fault of the daemon, which prints this in place of each of them.
    if (rest === "(null)" && line.stamp !== undefined) return note("dos_attack" satisfies DlinkDirNote);
    const kind = stamp === undefined ? undefined : notes.find(([pattern]) => pattern.test(rest))?.[1];
    if (kind !== undefined) return note(kind, stamp);
    return readDirBlocked(line.message, dlinkDir.id) ?? readKernelLine(rest);
  },
};

/** What its own lines begin with: `[`, and the A of `attack: [`. */
const marks: ReadonlySet<number> = new Set([0x5b, 0x41, 0x61]);
/** `Attck`, `Aattck` and, in other builds, spelled right: then the blank in front of the colon tells it from Netgear's lines. */
const attack =
  /^(?:attack: )?\[DoS (?:A{1,2}t{1,2}ck ?|A{2}t{1,2}a?ck ?|Attack ): ?([^\]]{1,60})\] from source ?(.{0,120})$/i;
const lanAccess = /^\[LAN access from remote\] (?:from externalIP:|NOT IMPLEMENT)/;

const notes: readonly (readonly [RegExp, DlinkDirNote])[] = [
  [/^\[site blocked: /, "site_blocked"],
  [/^\[site allowed: /, "site_allowed"],
  [/^\[service blocked: /, "service_blocked"],
];

/** Some lines have their date behind them, in the form that syslog has in front: `from source 192.168.0.9 Mar 15 15:37:34`. */
function cutDate(text: string): { readonly rest: string; readonly stamp?: LineStamp } {
  if (text.at(-3) !== ":") return { rest: text };
  const tail = text.slice(-longestDate);
  const match = date.exec(tail);
  if (match === null) return { rest: text };
  const [, month = "", day = "", time = ""] = match;
  const timeOfDayMs = readTimeOfDay(time);
  if (timeOfDayMs === undefined || monthOf(month) === 0 || Number(day) < 1 || Number(day) > 31) return { rest: text };
  const rest = text.slice(0, text.length - tail.length + match.index);
  return { rest, stamp: { kind: "yearless", month: monthOf(month), day: Number(day), timeOfDayMs } };
}

const longestDate = 20;
const date = /,? ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2})$/;

/** The daemon stamps what it calls an attack with UTC, and all else with local time. */
function utc(stamp: LineStamp | undefined): LineStamp | undefined {
  return stamp?.kind === "yearless" ? { ...stamp, isUtc: true } : stamp;
}

function readAttack(name: string, tail: string, stamp: LineStamp | undefined): LineReading {
  const [address = ""] = /^[0-9a-fA-F.:x*]{2,45}/.exec(tail) ?? [];
  const sourcePort = /^[^,]{2,45}, port (\d{1,6})\b/.exec(tail)?.[1];
  const plain = name.trim().replace(/ attack$/i, "");
  const packet = {
    format: dlinkDir.id,
    action: "drop",
    direction: "in",
    ...readAttackName(plain),
    port: ports.find(([pattern]) => pattern.test(plain))?.[1],
    stamp: utc(stamp),
  } as const;
  // A fault of the daemon: of this scan it prints our own address in place of the sender's, and whatever follows in memory.
  if (/^udp port scan$/i.test(plain)) return readPacket({ ...packet, destination: address });
  if (address === "") return reject("truncated line", stamp);
  return readPacket({ ...packet, source: address, sourcePort });
}

/** The daemon's rules name these two by their port (RFC 862, RFC 864). */
const ports: readonly (readonly [RegExp, string])[] = [
  [/^(?:tcp|udp) echo$/i, "7"],
  [/^(?:tcp|udp) chargen$/i, "19"],
];

/** What should be addresses are the ports of the forwarding rule in some builds, and nothing at all for a DMZ. */
function readLanAccess(text: string, stamp: LineStamp | undefined): LineReading {
  const [, from = "", to = ""] = / from externalIP:(\S{0,60}) to internalIP:(\S{0,60})$/.exec(text) ?? [];
  if (!/[.:]/.test(from)) return note("lan_access" satisfies DlinkDirNote, stamp);
  const source = splitEndpoint(from);
  const destination = splitEndpoint(to);
  return readPacket({
    format: dlinkDir.id,
    action: "accept",
    direction: "in",
    source: source.address,
    sourcePort: source.port,
    destination: destination.address,
    port: destination.port,
    stamp,
  });
}

/**
 * The kernel's LOG target was cut down to `PREFIX SRC=.. DST=.. PROTO=.. SPT=.. DPT=..`, and the printing of each piece is limited
 * by itself: under load a line lacks any of them. Without the source there is nobody to count.
 */
function readKernelLine(text: string): LineReading | undefined {
  if (!text.startsWith("SRC", text.indexOf("=") - 3)) return undefined;
  const [, prefix = "", source, destination, protocol, sourcePort, port] = kernelLine.exec(text) ?? [];
  if (source === undefined) return undefined;
  const action = /drop|block|deny|DoS/i.test(prefix) ? "drop" : "unknown";
  return readPacket({ format: dlinkDir.id, action, protocol, source, destination, sourcePort, port });
}

const kernelLine =
  /^([^=]{0,40})SRC=([\d.]{7,15})(?: DST=([\d.]{7,15}))?(?: PROTO=(\w{1,10}))?(?: SPT=(\d{1,6}))?(?: DPT=(\d{1,6}))?$/;
