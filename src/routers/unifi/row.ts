import { readAddress } from "../../formats/addresses.ts";
import { readPacket, reject } from "../../formats/packet.ts";
import type { Action } from "../../model/event.ts";
import type { LineReading } from "../../model/format.ts";
import { fieldsOf } from "../http/json.ts";
import type { UnifiOptions } from "./options.ts";

/** A row of the system's log, with what is known of it without its fields. */
export interface LogRow {
  /** Its own id, where it has one: else all of it tells it from others. */
  readonly key: string;
  readonly timeMs: number | undefined;
  readonly value: unknown;
}

/** The year 2100: a number behind it is none of ms since 1970. */
const latestMs = Date.UTC(2100, 0, 1);
/** More seconds than that have not passed since 1970; so many ms had in 1973. */
const mostSeconds = 100_000_000_000;

export function logRowOf(value: unknown, options: UnifiOptions): LogRow {
  const { id, _id } = fieldsOf(value);
  const time = valuesAt(value, options.time_fields)
    .map(Number)
    .find((number) => number > 0);
  const timeMs = time === undefined ? undefined : Math.floor(time < mostSeconds ? time * 1000 : time);
  const key = [id, _id].find((candidate): candidate is string => typeof candidate === "string" && candidate !== "");
  return {
    key: key ?? JSON.stringify(value),
    timeMs: timeMs === undefined || timeMs >= latestMs ? undefined : timeMs,
    value,
  };
}

/** What the fields of a row say of a packet; a row without a source is about something else, or has other names. */
export function readLogRow({ value }: LogRow, options: UnifiOptions): LineReading {
  const addressIn = (fields: string) => valuesAt(value, fields).find((text) => readAddress(text) !== undefined);
  const portIn = (fields: string) => valuesAt(value, fields).find((text) => /^\d{1,5}$/.test(text));
  const source = addressIn(options.source_fields);
  if (source === undefined) return reject("no source address");
  return readPacket({
    format: "unifi-system-log",
    action: actionOf(valuesAt(value, options.action_fields)),
    protocol: valuesAt(value, options.protocol_fields)[0],
    source,
    destination: addressIn(options.destination_fields),
    sourcePort: portIn(options.source_port_fields),
    port: portIn(options.port_fields),
    rule: valuesAt(value, options.rule_fields)[0],
  });
}

const verdicts: readonly (readonly [RegExp, Action])[] = [
  [/block|drop|den(?:y|ied)|reject/i, "drop"],
  [/allow|accept|permit/i, "accept"],
];

function actionOf(words: readonly string[]): Action {
  for (const word of words) {
    const verdict = verdicts.find(([pattern]) => pattern.test(word.slice(0, longestWord)));
    if (verdict !== undefined) return verdict[1];
  }
  return "unknown";
}

const longestWord = 200;

/** All texts and numbers in these fields; one that is an object is told by its address, its name or its id. */
function valuesAt(row: unknown, fields: string): readonly string[] {
  return fields.split(",").flatMap((field) => {
    const value = field
      .trim()
      .split(".")
      .reduce<unknown>((within, name) => fieldsOf(within)[name], row);
    const { ip, name, id } = fieldsOf(value);
    return [value, ip, name, id].flatMap((candidate) =>
      typeof candidate === "string" || typeof candidate === "number" ? [String(candidate)] : [],
    );
  });
}
