import type { Action, Direction } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";

/**
 * Firewalla's audit log (`/alog/acl-audit.log`): `[FW_ADT]A=A D=I CD=O IN=…`, with words of its own before the kernel's
 * fields. Their meaning is that of its own reader (firewalla/firewalla, sensor/ACLAuditLogPlugin.js).
 */
export const firewalla: Format = {
  id: "firewalla",
  title: "Firewalla",
  read: netfilterReader("firewalla", judge),
};

const mark = "[FW_ADT]";

/** A: allowed, I: kept apart from other devices at home, D: an application held up. No word at all: blocked. */
const actions: ReadonlyMap<string, Action> = new Map([
  ["", "drop"],
  ["A", "accept"],
  ["B", "drop"],
  ["D", "drop"],
  ["I", "drop"],
]);
/** A connection noted, slowed, routed or turned elsewhere: these judge nothing. */
const observations: ReadonlySet<string> = new Set(["C", "Q", "R", "RD"]);

function judge(prefix: string): Verdict | undefined {
  const at = prefix.indexOf(mark);
  if (at === -1) return undefined;
  const own = new Map(
    prefix
      .slice(at + mark.length, at + longestPrefix)
      .split(" ")
      .map(keyAndValue),
  );
  const kind = own.get("A") ?? "";
  return {
    action: actions.get(kind) ?? "unknown",
    direction: directionOf(kind, own.get("D"), own.get("CD")),
    rule: "",
    isObservation: observations.has(kind),
  };
}

/** The kernel of Firewalla takes prefixes of 29 characters. */
const longestPrefix = 64;

function keyAndValue(word: string): [string, string] {
  const at = word.indexOf("=");
  return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * D is the way of the connection: I(n), W(an, to the box itself), O(ut), L(ocal). CD=R marks a packet that goes back along it:
 * an answer of ours to the outside, or one to a connection of ours. Both are no knock, and count as going out.
 */
function directionOf(kind: string, way: string | undefined, of: string | undefined): Direction | undefined {
  if (kind === "I" || way === "L") return "local";
  if (kind === "R" || way === "O") return "out";
  if (way === "I" || way === "W") return of === "R" ? "out" : "in";
  return undefined;
}
