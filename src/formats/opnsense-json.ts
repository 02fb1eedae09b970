import type { Format, LineReading } from "../model/format.ts";
import { readPacket } from "./packet.ts";
import { readPfAction, readPfDirection } from "./pf-action.ts";
import { readStamp } from "./stamp-text.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/** One row a line of what OPNsense answers to `GET /api/diagnostics/firewall/log` (scripts/filter/read_log.py); all values are strings. */
export const opnsenseJson: Format = {
  id: "opnsense-json",
  title: "OPNsense, rows of its API",
  read: (line) => {
    const text = rowOf(line.text);
    if (!text.startsWith("{") || !mark.test(text)) return undefined;
    const row = parseRow(text);
    return row === undefined ? { kind: "reject", reason: "truncated line" } : readRow(row);
  },
};

/** Keys that rows of other firewalls do not have. */
const mark = /"(?:rulenr|__digest__)"\s{0,4}:/;

type Row = ReadonlyMap<string, string>;

/** A row may still wear the brackets and commas of the list that it was cut from. */
function rowOf(text: string): string {
  const trimmed = text.trim();
  const start = /^[[,]\s{0,8}(?=\{)/.exec(trimmed)?.[0].length ?? 0;
  const end = /\}\s{0,8}[\],]{1,2}$/.test(trimmed.slice(-12)) ? trimmed.lastIndexOf("}") + 1 : trimmed.length;
  return trimmed.slice(start, end);
}

function parseRow(text: string): Row | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser of JSON has no other way to say that a text is none.
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

function readRow(row: Row): LineReading {
  const source = row.get("src") ?? "";
  const flags = row.get("tcpflags");
  const rule = row.get("label") || row.get("rid") || row.get("rulenr");
  // A packet that was too short for its addresses: pf itself could not tell more.
  if (source === "" || !row.has("dst")) return { kind: "reject", reason: "truncated line" };
  return readPacket({
    format: "opnsense-json",
    ...readPfAction(row.get("action") ?? ""),
    direction: readPfDirection(row.get("dir") ?? "", source),
    protocol: row.get("protonum") || row.get("protoname"),
    source,
    destination: row.get("dst"),
    sourcePort: row.get("srcport"),
    port: row.get("dstport"),
    tcpFlags: flags === undefined ? undefined : flagsOfLetters(flags),
    interface: row.get("interface"),
    rule,
    // The API takes the zone away where it is written `+hh:mm` and leaves `-hh:mm`: half of the world gets wall time.
    stamp: readStamp(row.get("__timestamp__") ?? "", 0)?.stamp,
  });
}
