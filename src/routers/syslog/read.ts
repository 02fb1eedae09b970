import { createLineReader, type ReadLine } from "../../formats/reader.ts";
import { createStampResolver } from "../../formats/stamps.ts";
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

/** Nothing is ever read twice, so no line needs a key. */
function entryOf({ reading, text }: ReadLine): Entry {
  switch (reading.kind) {
    case "event":
      return { kind: "event", key: "", weight: reading.event.count, event: reading.event };
    case "note":
      return { kind: "note", key: "", weight: 1, note: reading.note };
    case "reject":
      return { kind: "reject", key: "", weight: 1, reason: reading.reason, text };
  }
}
