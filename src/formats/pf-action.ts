import type { Action, Direction } from "../model/event.ts";
import { directionOfArrival } from "./direction.ts";

/** What pf did with a packet. A rule that only translates judges nothing: the rule that does has a line of its own. */
export function readPfAction(word: string): { readonly action: Action; readonly isObservation: boolean } {
  const action = actions[word];
  return action === undefined ? { action: "unknown", isObservation: true } : { action, isObservation: false };
}

const actions: Readonly<Record<string, Action>> = { pass: "accept", block: "drop", synblock: "drop", reject: "reject" };

/** `in` and `out` are meant at the interface: a packet that leaves the firewall may be on its way to a computer at home, and was logged when it came in. */
export function readPfDirection(word: string, source: string): Direction {
  if (word === "out") return "out";
  return word === "in" ? directionOfArrival(source) : "unknown";
}
