import { nearestHint } from "./nearest.ts";
import type { Problems } from "./problems.ts";
import { isRow, type Row, type RowTree } from "./row.ts";
import { nodeAt, pathsOf } from "./tree.ts";
import { isMapping, plainValue, type Written } from "./written.ts";

/** One key of a schema that somebody gave a value. */
export interface Leaf {
  readonly path: readonly string[];
  readonly row: Row<unknown>;
  readonly written: Written;
}

/** A part of the configuration with a schema of its own: the whole file, or one entry of `routers`. */
export interface Section {
  readonly tree: RowTree;
  /** What its key paths begin with in a problem: nothing, or `routers[0].`. */
  readonly prefix: string;
  readonly problems: Problems;
}

/** The keys below `path` that were given; unknown keys and blocks that are none become problems. A key without a value is not given. */
export function leavesOf(section: Section, written: Written, path: readonly string[] = []): readonly Leaf[] {
  const node = nodeAt(section.tree, path);
  if (written.value === null) return [];
  if (isRow(node)) {
    if (!isMapping(written.value)) return [{ path, row: node, written }];
    refuse(section, path, node, written);
    return [];
  }
  if (!isMapping(written.value)) {
    const seen = { value: plainValue(written), isSecret: false };
    const name = section.prefix + path.join(".") || "the file";
    section.problems.refuse(written.where, name, seen, {
      allowed: `a block with the keys ${Object.keys(node).join(", ")}`,
    });
    return [];
  }
  return [...written.value].flatMap(([key, child]) => {
    if (Object.hasOwn(node, key)) return leavesOf(section, child, [...path, key]);
    refuseKey(section, node, [...path, key], child.where);
    return [];
  });
}

/** The leaves as one object of blocks; a later leaf takes the place of an earlier one of the same path. */
export function nested(leaves: readonly Leaf[], depth = 0): Readonly<Record<string, unknown>> {
  const byKey = Object.groupBy(leaves, ({ path }) => path[depth] ?? "");
  return Object.fromEntries(
    Object.entries(byKey).map(([key, group = []]) => {
      const last = group.at(-1);
      const isLeaf = last !== undefined && last.path.length === depth + 1;
      return [key, isLeaf ? leafValue(last) : nested(group, depth + 1)];
    }),
  );
}

/** What a leaf holds: of a word, how it was spelled, since `5` and `3.1` look like numbers. */
function leafValue({ row, written }: Leaf): unknown {
  return row.kind === "word" && typeof written.value === "number"
    ? (written.spelled ?? written.value)
    : plainValue(written);
}

function refuse(section: Section, path: readonly string[], row: Row<unknown>, written: Written): void {
  const value = plainValue(written);
  const refusal = row.check(value);
  const seen = { value, isSecret: row.sensitive };
  if (refusal !== undefined) section.problems.refuse(written.where, section.prefix + path.join("."), seen, refusal);
}

/** The value of an unknown key is never shown: it may be a password under a misspelled name. */
function refuseKey(section: Section, siblings: RowTree, path: readonly string[], where: string): void {
  const names = Object.keys(siblings);
  const hint = nearestHint(path.at(-1) ?? "", [...names, ...pathsOf(section.tree).map((known) => known.join("."))]);
  const allowed = names.length === 0 ? "no key is known here" : `known here are ${names.join(", ")}`;
  section.problems.say(where, `${section.prefix}${printable(path.join("."))}: unknown key – ${allowed}${hint}`);
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "\u{fffd}");
}
