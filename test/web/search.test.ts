import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openPageReader } from "../../src/tasks/page-reader.ts";
import { eventItems, probe } from "../support/events.ts";
import { agoMs, commitNow, filledJournal, nowMs, pageJob } from "../support/page-journal.ts";

const { signal } = new AbortController();
/** More than are asked for one by one. */
const sources = 12_000;
const address = (index: number): string => `10.0.${index >> 8}.${index & 255}`;
const named = [0, 4_999, 5_000, 7_777, sources - 1];

function openMany(t: TestContext) {
  const folder = filledJournal(t, (journal) => {
    const knocks = Array.from({ length: sources }, (_, index) =>
      probe(agoMs(48) + index * 10_000, { source: address(index) }),
    );
    commitNow(journal, eventItems(knocks));
    const known = { foundMs: nowMs, dueMs: nowMs };
    journal.labels.keep(
      named.map((index) => ({
        ...{ address: address(index), kind: "name", ...known },
        labels: { hostname: `needle-${index}.example.org`, domain: "example.org", tld: "org" },
      })),
    );
    journal.labels.keep(
      named.slice(1).map((index) => ({
        ...{ address: address(index), kind: "network", ...known, labels: { asn: 64_500, network: "EXAMPLE" } },
      })),
    );
  });
  const reader = openPageReader(pageJob(folder), () => nowMs);
  t.after(() => reader.stop());
  return reader;
}

/** Everything that a search finds, from the newest back, and how often it was asked. */
async function findAll(t: TestContext, wanted: Readonly<Record<string, string | number>>, limit: number) {
  const reader = openMany(t);
  const found: unknown[] = [];
  let cursor: string | undefined;
  do {
    const answer = await reader.read("events", { classes: ["probe"], limit, cursor, ...wanted }, signal);
    const page = JSON.parse(answer?.json ?? "");
    found.push(...page.events.map(({ source }: { readonly source: string }) => source));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

for (const limit of [1, 2, 1000]) {
  test(`among many sources those of a name are found, ${limit} at a time`, async (t) => {
    assert.deepEqual(await findAll(t, { find: "needle" }, limit), named.map(address).reverse());
  });
}

test("among many sources those of a network are found", async (t) => {
  assert.deepEqual(await findAll(t, { asn: 64_500 }, 1000), named.slice(1).map(address).reverse());
});

test("both must be true where both are asked for", async (t) => {
  assert.deepEqual(await findAll(t, { asn: 64_500, find: "needle-4999" }, 1000), [address(4_999)]);
  assert.deepEqual(await findAll(t, { asn: 64_500, find: "needle-0." }, 1000), []);
});

test("a part of an address is found among those that nothing is known of", async (t) => {
  const wanted = Array.from({ length: sources }, (_, index) => address(index)).filter((text) => text.includes(".31.7"));
  assert.deepEqual(await findAll(t, { find: ".31.7" }, 1000), wanted.reverse());
});
