import type { Format, LineReading, LogLine } from "../model/format.ts";
import { note, readPacket, reject } from "./packet.ts";
import { readPfAction, readPfDirection } from "./pf-action.ts";
import { readStamp } from "./stamp-text.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/**
 * What OPNsense answers to `GET /api/diagnostics/firewall/log` (scripts/filter/read_log.py), all values strings: one row a line. A
 * reader for one stream also takes rows that were spread over lines, as `jq` and editors do: the last line of each is its event.
 */
export const opnsenseJson: Format = {
  id: "opnsense-json",
  title: "OPNsense, rows of its API",
  read: readLine,
  start: () => {
    const spread = createSpreadRow();
    return { ...opnsenseJson, read: (line) => readLine(line) ?? spread(line) };
  },
};

function readLine(line: LogLine): LineReading | undefined {
  const text = rowOf(line.text);
  if (!text.startsWith("{") || !mark.test(text)) return undefined;
  const row = parseRow(text);
  return row === undefined ? reject("truncated line") : readRow(row);
}

/** Collects the lines of one row after the other. */
function createSpreadRow(): (line: LogLine) => LineReading | undefined {
  let collected = "";
  let hasRows = false;
  let recent: { readonly line: LogLine; readonly reading: LineReading | undefined } | undefined;
  return (line) => {
    // A line may be asked for twice.
    if (recent?.line !== line) recent = { line, reading: take(line.text.trim()) };
    return recent.reading;
  };

  function take(text: string): LineReading | undefined {
    if (firstPair.test(text)) {
      collected = "{";
      hasRows = true;
    } else if (collected === "") return hasRows && brackets.test(text) ? note("row") : undefined;
    const isOfRow = partOfRow.test(text) && collected.length + text.length < longestRow;
    if (isOfRow && !text.startsWith("}")) {
      collected += text;
      return note("row");
    }
    const row = isOfRow ? parseRow(`${collected}}`) : undefined;
    collected = "";
    if (row !== undefined) return readRow(row);
    return isOfRow ? reject("truncated line") : undefined;
  }
}

/** With this every row begins. */
const firstPair = /^"rulenr"\s{0,4}:\s{0,4}"[^"]{0,20}",$/;
/** A pair, or a word of a list; values are short. */
const partOfRow = /^(?:"[^"]{1,80}"(?:\s{0,4}:\s{0,4}(?:"(?:[^"\\]|\\.){0,400}"|\w{1,20}|[[{]))?,?|[[\]{}],?)$/;
/** What stands between rows. */
const brackets = /^[[\]{}],?$/;
const longestRow = 8192;

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
  if (source === "" || !row.has("dst")) return reject("truncated line");
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
