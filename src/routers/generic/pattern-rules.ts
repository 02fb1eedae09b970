import { re2 } from "./re2.ts";

/** The named groups that a pattern may have: what each finds is that part of the packet. */
export const groupNames = [
  ...["id", "time", "message", "action", "direction", "protocol", "source", "source_port", "destination", "port"],
  ...["icmp_type", "icmp_code", "count", "interface", "rule"],
] as const;

/** One of them. */
export type GroupName = (typeof groupNames)[number];

/** What is wrong with a pattern, as what is allowed in its place; undefined where nothing is. */
export function refusePattern(pattern: string): string | undefined {
  const problem = problemOf(pattern) ?? problemOfGroups(pattern, groupNames);
  if (problem !== undefined) return problem;
  const names = re2().RE2JS.compile(pattern).namedGroups();
  return "source" in names || "message" in names ? undefined : "a pattern with a group source or message";
}

/** The same of a pattern that needs no groups. */
export function refuseNotePattern(pattern: string): string | undefined {
  return problemOf(pattern) ?? problemOfGroups(pattern, ["id", "time"]);
}

function problemOf(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `at most ${longestPattern} characters`;
  const { RE2JS, RE2JSException } = re2();
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    return `a pattern in the syntax of RE2, which has no lookahead and no backreferences (${thrown.message})`;
  }
}

function problemOfGroups(pattern: string, known: readonly string[]): string | undefined {
  const foreign = Object.keys(re2().RE2JS.compile(pattern).namedGroups()).filter((name) => !known.includes(name));
  return foreign.length === 0 ? undefined : `only groups of these names: ${known.join(", ")}`;
}

/** What somebody types; a machine's pattern could take long to compile. */
const longestPattern = 4096;
