import type { Action, Direction } from "../model/event.ts";
import { directionOfArrival } from "./direction.ts";

/** What pf did with a packet. A rule that only marks or translates judges nothing: the rule that does has a line of its own. */
export function readPfAction(word: string): { readonly action: Action; readonly isObservation: boolean } {
  return { action: actions.get(word) ?? "unknown", isObservation: observations.has(word) };
}

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["pass", "accept"],
  ["block", "drop"],
  ["synblock", "drop"],
  ["reject", "reject"],
]);
/** Words of pflog(4). */
const observations: ReadonlySet<string> = new Set("match scrub noscrub nat nonat binat nobinat rdr nordr".split(" "));

/**
 * `in` and `out` are meant at the interface: a packet that leaves the firewall may be on its way to a computer at home, and was
 * logged when it came in.
 */
export function readPfDirection(word: string, source: string): Direction {
  if (word === "out") return "out";
  return word === "in" ? directionOfArrival(source) : "unknown";
}
