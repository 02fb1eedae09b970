import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addVisit, countDays, forgetVisits, type Visitors, visitDays, visitsOf } from "../../src/detect/visitors.ts";

const source = "203.0.113.9";

test("what is remembered of a source are its days of the last two weeks, in whatever order they are told", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 100, max: 140 }), { minLength: 1, maxLength: 12 }), (days) => {
      const visitors: Visitors = new Map();
      for (const day of days) addVisit(visitors, source, day);
      // Days that lay too far behind the last one when they were told, or lie so now, are forgotten.
      const last = Math.max(...days);
      const kept = new Set(days.filter((day) => last - day < visitDays));
      for (const asked of [last, last + 1, last + visitDays - 1, last + visitDays]) {
        const visits = visitsOf(visitors, source, asked);
        const ago = [...kept].map((day) => asked - day).filter((behind) => behind < visitDays);
        assert.equal(
          visits,
          ago.reduce((bits, behind) => bits + 2 ** behind, 0),
        );
        assert.equal(countDays(visits, 7), ago.filter((behind) => behind < 7).length);
      }
    }),
  );
});

test("a source is forgotten when its last day lies two weeks back, and not before", () => {
  const visitors: Visitors = new Map();
  addVisit(visitors, source, 100);
  addVisit(visitors, "203.0.113.10", 101);
  forgetVisits(visitors, 100 + visitDays - 1);
  assert.equal(visitors.size, 2);
  forgetVisits(visitors, 100 + visitDays);
  assert.deepEqual([visitors.size, visitsOf(visitors, "203.0.113.10", 101)], [1, 1]);
});
