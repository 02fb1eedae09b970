import { netfilter } from "../../formats/netfilter.ts";
import type { LineReading } from "../../model/format.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import { fieldsOf, itemsOf, textOf } from "../http/json.ts";
import type { OpenwrtSettings } from "./options.ts";
import { notTheLog, readUbusAnswer } from "./ubus.ts";

/**
 * The entries of the log, oldest first, as logd gives it: each line with a number that grows by one, and its time in ms since 1970.
 * @throws RetryableError when the answer was cut, FatalError when it is not the log
 */
export function parseOpenwrt(page: FetchedPage, router: OpenwrtSettings): ParsedPage {
  const answer = readUbusAnswer(page.body);
  if (answer.kind !== "data") throw notTheLog(answer, router);
  const items = itemsOf(answer.data["log"]);
  if (items === undefined) throw notTheLog(undefined, router);
  const lines = items.map(lineOf);
  const bootMs = bootOf(lines);
  const ids = lines.flatMap(({ id }) => id ?? []);
  const [first, last] = [ids.at(0), ids.at(-1)];
  return {
    entries: lines.map((line) => entryOf(line, bootMs)),
    isKeyed: true,
    numbers: first === undefined || last === undefined ? undefined : { first, last },
    timeFrom: "router",
  };
}

interface Line {
  readonly id: number | undefined;
  readonly message: string;
  /** The kernel's own lines, beside those of programs. */
  readonly isKernel: boolean;
  readonly timeMs: number | undefined;
  /** Since the kernel started, where the line says it. */
  readonly uptimeMs: number | undefined;
}

/** The year 2100: a number behind it is none of ms since 1970. */
const latestMs = Date.UTC(2100, 0, 1);
const kernelStamp = /^\[ {0,8}(\d{1,9})\.(\d{3})\d{0,6}\] /;

function lineOf(item: unknown): Line {
  const { id, msg, source, time } = fieldsOf(item);
  const message = textOf(msg) ?? "";
  const [, seconds, fraction] = kernelStamp.exec(message) ?? [];
  return {
    id: Number.isSafeInteger(id) ? Number(id) : undefined,
    message,
    isKernel: source === 0,
    timeMs: typeof time === "number" && time > 0 && time < latestMs ? Math.floor(time) : undefined,
    uptimeMs: seconds === undefined ? undefined : Number(seconds) * 1000 + Number(fraction),
  };
}

/** A crystal may be off by so much, and a clock is drawn in slowly by so much: more is a clock that was set. */
const steadyMs = 5 * 60_000;

/** When the kernel started, by the newest line that has both clocks. */
function bootOf(lines: readonly Line[]): number | undefined {
  return lines.map(startedMs).findLast((bootMs) => bootMs !== undefined);
}

function startedMs({ timeMs, uptimeMs }: Line): number | undefined {
  return timeMs === undefined || uptimeMs === undefined ? undefined : timeMs - uptimeMs;
}

/**
 * Until it has heard from a time server the router's clock shows the day of its newest file, which may be of last week. Such lines
 * are known by their kernel's clock, which never jumps: by the two clocks together they say that the router started at another time
 * than the newest lines do. Then their time is told by the kernel's.
 */
function timeOf(line: Line, bootMs: number | undefined): number | undefined {
  const started = startedMs(line);
  if (started === undefined || bootMs === undefined || Math.abs(started - bootMs) <= steadyMs) return line.timeMs;
  return bootMs + (line.uptimeMs ?? 0);
}

/** Number and time together are never given twice, not even after a reboot, when numbers begin anew. */
function entryOf(line: Line, bootMs: number | undefined): Entry {
  const { id, timeMs = "", message } = line;
  if (id === undefined)
    return { kind: "reject", key: message, weight: 1, reason: "line without a number", text: message };
  const identity = { key: `${id} ${timeMs}`, weight: 1 };
  const reading = readMessage(line);
  if (reading.kind === "reject") return { ...identity, kind: "reject", reason: reading.reason, text: message };
  if (reading.kind === "note") return { ...identity, kind: "note", note: reading.note };
  return { ...identity, kind: "event", event: { ...reading.event, timeMs: timeOf(line, bootMs) } };
}

/** Only the kernel tells of packets: a program, or whoever gives it a name to write, could forge such a line. */
function readMessage({ message, isKernel }: Line): LineReading {
  if (!isKernel) return { kind: "note", note: "system" };
  const text = message.replace(kernelStamp, "");
  return netfilter.read({ text: message, message: text, program: "kernel" }) ?? { kind: "note", note: "kernel" };
}
