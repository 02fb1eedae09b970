import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesFilter } from "../../src/publish/filter.ts";

const cases: readonly (readonly [filter: string, topic: string, fits: boolean])[] = [
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/b/c", "a/b", false],
  ["a/+/c", "a/b/c", true],
  ["a/+/c", "a/b/d", false],
  ["a/+", "a/b/c", false],
  ["a/+", "a/", true],
  ["a/#", "a/b/c", true],
  ["a/#", "a", true],
  ["a/#", "b/a", false],
  ["#", "a/b", true],
  ["+/set/scrape", "home/set/scrape", true],
];

for (const [filter, topic, fits] of cases) {
  test(`the filter ${filter} ${fits ? "takes" : "leaves"} ${topic}`, () => {
    assert.equal(matchesFilter(filter, topic), fits);
  });
}
