import assert from "node:assert/strict";
import { test } from "node:test";
import { knownPeriod } from "../../src/summary/known-period.ts";

const at = (time: string) => Date.parse(`2026-12-${time}Z`);
const live = {
  firstMs: at("02T10:00:00"),
  lastMs: at("05T11:00:00"),
  readFromMs: at("02T08:00:00"),
  readToMs: at("05T12:00:00"),
};
const imported = {
  firstMs: at("02T10:00:00.500"),
  lastMs: at("05T11:00:00.500"),
  readFromMs: undefined,
  readToMs: undefined,
};

interface Case {
  readonly name: string;
  readonly known: typeof live | typeof imported;
  readonly asked: { readonly fromMs?: number; readonly toMs?: number };
  readonly expected: readonly [string, string] | undefined;
}

const cases: readonly Case[] = [
  { name: "all of a reading", known: live, asked: {}, expected: ["02T08:00:00", "05T12:00:00"] },
  {
    name: "all of an imported log, to the second",
    known: imported,
    asked: {},
    expected: ["02T10:00:00", "05T11:00:01"],
  },
  {
    ...{ name: "a part", known: live, asked: { fromMs: at("03T00:00:00"), toMs: at("04T00:00:00") } },
    expected: ["03T00:00:00", "04T00:00:00"],
  },
  {
    ...{ name: "no more than was read", known: live, asked: { fromMs: at("01T00:00:00"), toMs: at("09T00:00:00") } },
    expected: ["02T08:00:00", "05T12:00:00"],
  },
  {
    ...{ name: "whole days of an imported log, where they are asked for", known: imported },
    ...{ asked: { fromMs: at("02T00:00:00"), toMs: at("06T00:00:00") }, expected: ["02T00:00:00", "06T00:00:00"] },
  },
  {
    ...{ name: "and no days before or after it", known: imported },
    ...{ asked: { fromMs: at("01T00:00:00"), toMs: at("09T00:00:00") }, expected: ["02T00:00:00", "06T00:00:00"] },
  },
  { name: "nothing before anything is known", known: live, asked: { toMs: at("02T07:00:00") }, expected: undefined },
];

for (const { name, known, asked, expected } of cases) {
  test(`the period of a report is ${name}`, () => {
    const period = knownPeriod([{ timezone: "UTC", known }], asked);
    assert.deepEqual(period && [period.fromMs, period.toMs], expected?.map(at));
  });
}

test("an imported log that ends before the reading begins is known from its own beginning", () => {
  const both = { ...live, firstMs: at("01T06:00:00") };
  assert.deepEqual(knownPeriod([{ timezone: "UTC", known: both }], {}), {
    fromMs: at("01T06:00:00"),
    toMs: at("05T12:00:00"),
  });
});

test("several routers are known from the first of them to the last", () => {
  const early = {
    ...live,
    firstMs: at("01T10:00:00"),
    readFromMs: at("01T09:00:00"),
    lastMs: at("01T11:00:00"),
    readToMs: at("01T12:00:00"),
  };
  const routers = [live, early].map((known) => ({ timezone: "UTC", known }));
  assert.deepEqual(knownPeriod(routers, {}), { fromMs: at("01T09:00:00"), toMs: at("05T12:00:00") });
  assert.equal(knownPeriod([], {}), undefined);
});
