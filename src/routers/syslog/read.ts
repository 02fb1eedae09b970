import { createLineReader, type ReadLine } from "../../formats/reader.ts";
import { createStampResolver } from "../../formats/stamps.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Entry } from "../../model/page.ts";
import type { LineSource, RouterSettings } from "../../model/router.ts";

/** Reads the lines of one router with whichever format fits; dates without a year are of now. */
export function openSyslog({ timezone }: Pick<RouterSettings, "timezone">, now: () => number): LineSource {
  const resolver = createStampResolver({ timezone, nowMs: now(), clock: now });
  const reader = createLineReader({ format: "auto", resolver });
  return {
    read: (text) => {
      const line = reader.read(text);
      return line === undefined ? undefined : entryOf(line);
    },
  };
}

/**
 * V8 makes no copy of a part of a text, but one that keeps all of it in memory: whoever remembers an address for a minute would remember the
 * line, and a flood of lines of 64 kB would be remembered whole.
 */
function withOwnTexts(event: LogEvent): LogEvent {
  const { source, destination, rule } = event;
  return {
    ...event,
    source: ownText(source),
    destination: ownText(destination),
    rule: ownText(rule),
    interface: ownText(event.interface),
  };
}

function ownText(text: string | undefined): string | undefined {
  return text === undefined || text.length < shortestPart ? text : Buffer.from(text).toString();
}

/** Shorter ones are copied (SlicedString::kMinLength). */
const shortestPart = 13;

/** Nothing is ever read twice, so no line needs a key. */
function entryOf({ reading, text }: ReadLine): Entry {
  switch (reading.kind) {
    case "event":
      return { kind: "event", key: "", weight: reading.event.count, event: withOwnTexts(reading.event) };
    case "note":
      return { kind: "note", key: "", weight: 1, note: reading.note };
    case "reject":
      return { kind: "reject", key: "", weight: 1, reason: reading.reason, text };
  }
}
