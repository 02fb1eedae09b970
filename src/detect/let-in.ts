import type { OptionTable, OptionValues } from "../model/options.ts";
import { doorOf } from "./door.ts";
import type { Rule } from "./rule.ts";
import { countDays, visitDays } from "./visitors.ts";

export const letInOptions = {
  days: {
    doc: "days, today included, on which a source that is let in must have knocked before; dates of the router's time zone",
    default: 7,
    min: 1,
    max: visitDays,
  },
  quiet_minutes: { doc: "minutes without a further packet let in that end it", default: 60, min: 1, max: 1440 },
} as const satisfies OptionTable;

/** The doors that somebody was let in by, ever. */
interface LetInMemory {
  readonly doors: Set<string>;
  isChanged: boolean;
}

/** A router that lets in on more doors than this lets in everywhere: none of them is news then. */
const doorsAtMost = 2000;
const doorsPart = "doors";

/**
 * The most alarming line that such a log holds: a packet was let in of a source that knocked on closed doors in the last days, or by
 * a door that nobody was ever let in by. Counts admitted packets. High; critical where both are so.
 */
export const letIn: Rule<OptionValues<typeof letInOptions>, LetInMemory> = {
  kind: "let_in",
  version: 1,
  usesVisits: true,
  tellEveryMs: 15 * 60_000,
  quietMs: ({ quiet_minutes }) => quiet_minutes * 60_000,
  severityOf: () => "high",
  begin: () => ({ doors: new Set(), isChanged: false }),
  observe(memory, { event, visits }, { days }) {
    const { source, port, protocol, timeMs, count } = event;
    if (event.class !== "admitted") return undefined;
    const door = doorOf(event);
    const isNewDoor = door !== undefined && learn(memory, door);
    const hasKnocked = countDays(visits, days) > 0;
    const sighting = { key: source ?? door ?? "", source, port, protocol, weight: count };
    if (!isNewDoor && !hasKnocked) return sighting;
    const named = { sources: source === undefined ? [] : [source], ports: port === undefined ? [] : [port] };
    const severity = isNewDoor && hasKnocked ? "critical" : undefined;
    return { ...sighting, severity, onset: { count, firstSeenMs: timeMs, ...named } };
  },
  parts: {
    restore(memory, part, value) {
      if (part === doorsPart) for (const door of value as readonly string[]) memory.doors.add(door);
    },
    takeChanges(memory) {
      const changes = memory.isChanged ? [[doorsPart, [...memory.doors]] as const] : [];
      memory.isChanged = false;
      return new Map(changes);
    },
  },
};

/** Learns a door; true where it is new. */
function learn(memory: LetInMemory, door: string): boolean {
  if (memory.doors.has(door) || memory.doors.size >= doorsAtMost) return false;
  memory.doors.add(door);
  memory.isChanged = true;
  return true;
}
