import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { openJournal, readJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { AddressLabels, LabelAnswer, LabelKind } from "../../src/model/labels.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const dayMs = 86_400_000;
const kinds: readonly LabelKind[] = ["name", "country", "network"];

function journalIn(t: TestContext, folder = temporaryFolder(t)): JournalWriter {
  const journal = openJournal(folder);
  t.after(() => journal.close());
  return journal;
}

/** A pass of a router that saw each source so many times, on the day of the time. */
function see(journal: JournalWriter, timeMs: number, counts: Readonly<Record<string, number>>, router = "home"): void {
  const events = Object.entries(counts).map(([source, count]) => probe(timeMs, { source, count }));
  journal.commit(passOf(eventItems(events), { router, scrapedAtMs: timeMs }));
}

const host = { hostname: "a.dyn.example.co.uk", isForwardConfirmed: true, domain: "example.co.uk", tld: "uk" };

test("every source that was counted is taken in once, in the order in which it came", (t) => {
  const { labels, ...journal } = journalIn(t);
  see({ ...journal, labels }, noon, { "203.0.113.2": 1, "2001:db8::3": 1, "203.0.113.4": 1 });
  see({ ...journal, labels }, noon, { "203.0.113.4": 5, "203.0.113.1": 1 }, "edge");
  assert.deepEqual(labels.waiting(kinds, 10), []);
  const seen: string[] = [];
  const look = (address: string): readonly LabelAnswer[] => {
    seen.push(address);
    return [{ address, kind: "country", labels: { country: "MX" }, foundMs: noon, dueMs: noon }];
  };
  assert.equal(labels.takeIn(2, look), true);
  assert.deepEqual(seen, ["203.0.113.2", "2001:db8::3"]);
  assert.equal(labels.takeIn(4, look), false);
  assert.deepEqual([...new Set(seen)], ["203.0.113.2", "2001:db8::3", "203.0.113.4", "203.0.113.1"]);
  assert.deepEqual(labels.of("203.0.113.4"), { country: "MX" });
  see({ ...journal, labels }, noon + dayMs, { "203.0.113.2": 1 });
  seen.length = 0;
  labels.takeIn(9, look);
  assert.deepEqual(seen, []);
});

test("of the sources that wait the busiest come first, of equals the newest, and none twice", (t) => {
  const { labels, ...journal } = journalIn(t);
  see({ ...journal, labels }, noon, { "203.0.113.2": 2, "2001:db8::3": 3, "203.0.113.4": 1, "203.0.113.5": 1 });
  see({ ...journal, labels }, noon, { "203.0.113.4": 5 }, "edge");
  while (labels.takeIn(1, () => []));
  const expected = ["203.0.113.4", "2001:db8::3", "203.0.113.2", "203.0.113.5"];
  assert.deepEqual(labels.waiting(["name", "network"], 10), expected);
  assert.deepEqual(labels.waiting(["name"], 2), expected.slice(0, 2));
  assert.deepEqual(labels.waiting([], 2), []);
});

test("what was asked for waits no more, even where there was no answer", (t) => {
  const { labels, ...journal } = journalIn(t);
  see({ ...journal, labels }, noon, { "203.0.113.1": 1 });
  labels.takeIn(10, () => []);
  assert.deepEqual(labels.due("203.0.113.1"), { name: 0, country: 0, network: 0 });
  labels.keep([{ address: "203.0.113.1", kind: "name", labels: {}, foundMs: noon, dueMs: noon + 1 }]);
  assert.deepEqual(labels.due("203.0.113.1"), { name: noon + 1, country: 0, network: 0 });
  assert.deepEqual(labels.waiting(["name", "network"], 10), ["203.0.113.1"]);
  assert.deepEqual(labels.waiting(["name"], 10), []);
  assert.deepEqual(labels.of("203.0.113.1"), {});
});

test("who waits behind a thousand that were answered is found", (t) => {
  const journal = journalIn(t);
  const { labels } = journal;
  const answered = Array.from({ length: 1100 }, (_, index) => `2001:db8::1:${index.toString(16)}`);
  see(journal, noon, { "203.0.113.1": 1 });
  see(journal, noon, Object.fromEntries(answered.map((address) => [address, 1])));
  while (labels.takeIn(500, () => []));
  labels.keep(answered.map((address) => ({ address, kind: "name", labels: {}, foundMs: noon, dueMs: noon })));
  assert.deepEqual(labels.waiting(["name"], 10), ["203.0.113.1"]);
});

test("the kinds of labels of an address are kept apart and read together, also by a reader and after a restart", (t) => {
  const folder = temporaryFolder(t);
  const writer = openJournal(folder);
  writer.labels.keep([
    { address: "203.0.113.1", kind: "name", labels: host, foundMs: noon, dueMs: noon },
    { address: "203.0.113.1", kind: "country", labels: { country: "GB" }, foundMs: noon, dueMs: noon },
    {
      address: "203.0.113.1",
      kind: "network",
      labels: { asn: 64_496, network: "EXAMPLE-NET" },
      foundMs: noon,
      dueMs: noon,
    },
  ]);
  const all = { ...host, country: "GB", asn: 64_496, network: "EXAMPLE-NET" };
  assert.deepEqual(writer.labels.of("203.0.113.1"), all);
  const reader = readJournal(folder);
  t.after(() => reader.close());
  assert.deepEqual(reader.labels.of("203.0.113.1"), all);
  writer.close();
  const again = journalIn(t, folder);
  assert.deepEqual(again.labels.of("203.0.113.1"), all);
  again.labels.keep([{ address: "203.0.113.1", kind: "name", labels: {}, foundMs: noon, dueMs: noon }]);
  assert.deepEqual(again.labels.of("203.0.113.1"), { country: "GB", asn: 64_496, network: "EXAMPLE-NET" });
});

test("a network has one name, whichever address it was asked for, until it is due", (t) => {
  const { labels } = journalIn(t);
  const answer = (address: string, network?: string): LabelAnswer => {
    return { address, kind: "network", labels: { asn: 64_496, network }, foundMs: noon, dueMs: noon };
  };
  assert.equal(labels.networkName(64_496, 0), undefined);
  labels.keep([answer("203.0.113.1")]);
  assert.deepEqual(labels.networkName(64_496, noon - 1), { name: undefined });
  labels.keep([answer("203.0.113.2", "EXAMPLE-NET")]);
  assert.deepEqual(labels.of("203.0.113.1"), { asn: 64_496, network: "EXAMPLE-NET" });
  assert.deepEqual(labels.networkName(64_496, noon - 1), { name: "EXAMPLE-NET" });
  assert.equal(labels.networkName(64_496, noon), undefined);
});

test("what was known at a time stays what it was, whatever is found later", (t) => {
  const { labels } = journalIn(t);
  const name = (hostname: string | undefined, foundMs: number): LabelAnswer => {
    return { address: "203.0.113.1", kind: "name", labels: { hostname }, foundMs, dueMs: foundMs };
  };
  const network = (address: string, name: string | undefined, foundMs: number): LabelAnswer => {
    return { address, kind: "network", labels: { asn: 64_496, network: name }, foundMs, dueMs: foundMs };
  };
  labels.keep([name("a.example.net", noon), network("203.0.113.1", undefined, noon)]);
  labels.keep([name("a.example.net", noon + 5), network("203.0.113.2", "EXAMPLE-NET", noon + 5)]);
  const named = { hostname: "a.example.net", isForwardConfirmed: false, asn: 64_496 };
  assert.deepEqual(labels.at("203.0.113.1", noon - 1), {});
  assert.deepEqual(labels.at("203.0.113.1", noon), named);
  assert.deepEqual(labels.at("203.0.113.1", noon + 4), named);
  assert.deepEqual(labels.at("203.0.113.1", noon + 5), { ...named, network: "EXAMPLE-NET" });
  labels.keep([name(undefined, noon + 9)]);
  assert.deepEqual(labels.at("203.0.113.1", noon + 9), { asn: 64_496, network: "EXAMPLE-NET" });
});

test("whatever is kept in whatever order, each kind's last answer is what is read", (t) => {
  const { labels } = journalIn(t);
  const anyAddress = fc.constantFrom("192.0.2.1", "192.0.2.255", "0.0.0.0", "255.255.255.255", "::", "2001:db8::1");
  const anyText = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  const anyName = fc.record({ hostname: anyText, domain: anyText, tld: anyText, isForwardConfirmed: fc.boolean() });
  const anyLabels: Readonly<Record<LabelKind, fc.Arbitrary<AddressLabels>>> = {
    name: anyName.map((name) => (name.hostname === undefined ? {} : name)),
    country: fc.record({ country: anyText }),
    network: fc.record({ asn: fc.option(fc.nat(), { nil: undefined }) }),
  };
  const anyAnswer = fc.constantFrom(...kinds).chain((kind) =>
    fc.record({
      address: anyAddress,
      kind: fc.constant(kind),
      labels: anyLabels[kind],
      foundMs: fc.maxSafeNat(),
      dueMs: fc.maxSafeNat(),
    }),
  );
  const kept = new Map<string, LabelAnswer>();
  fc.assert(
    fc.property(fc.array(anyAnswer, { maxLength: 20 }), (answers) => {
      labels.keep(answers);
      for (const answer of answers) kept.set(`${answer.address} ${answer.kind}`, answer);
      for (const address of new Set(answers.map((answer) => answer.address))) {
        const last = kinds.map((kind) => kept.get(`${address} ${kind}`)?.labels);
        const known = Object.entries(Object.assign({}, ...last)).filter(([, value]) => value !== undefined);
        assert.deepEqual(labels.of(address), Object.fromEntries(known));
      }
    }),
  );
});

test("whoever remembers a mark is told which labels changed since, and no others", (t) => {
  const journal = journalIn(t);
  const { labels } = journal;
  see(journal, noon, { "203.0.113.2": 1, "2001:db8::3": 1 });
  while (labels.takeIn(9, () => []));
  const changed = (mark: number) => [...labels.changesAfter(mark).sources];
  assert.deepEqual([labels.changesAfter(0).mark, changed(0)], [0, []]);
  const named: LabelAnswer = { address: "2001:db8::3", kind: "name", labels: host, foundMs: noon, dueMs: noon };
  labels.keep([named]);
  const { mark } = labels.changesAfter(0);
  assert.deepEqual([changed(0), changed(mark), changed(Number.POSITIVE_INFINITY)], [["2001:db8::3"], [], []]);
  labels.keep([{ ...named, foundMs: noon + 1 }]);
  assert.deepEqual(changed(mark), []);
  labels.keep([{ address: "203.0.113.2", kind: "country", labels: { country: "MX" }, foundMs: noon, dueMs: noon }]);
  labels.keep([{ address: "192.0.2.1", kind: "country", labels: { country: "BR" }, foundMs: noon, dueMs: noon }]);
  assert.deepEqual(changed(mark), [3_405_803_778, 3_221_225_985]);
  labels.keep([{ ...named, labels: {} }]);
  assert.deepEqual(changed(labels.changesAfter(mark).mark - 1), ["2001:db8::3"]);
});

test("what is known of all sources is what is known of each of them", (t) => {
  const { labels, ...journal } = journalIn(t);
  see({ ...journal, labels }, noon, { "203.0.113.2": 1, "2001:db8::3": 1, "203.0.113.4": 1 });
  while (labels.takeIn(9, () => []));
  const found = { foundMs: noon, dueMs: noon };
  labels.keep([
    { address: "203.0.113.2", kind: "name", labels: host, ...found },
    { address: "203.0.113.2", kind: "network", labels: { asn: 64_496, network: "Example" }, ...found },
    { address: "2001:db8::3", kind: "country", labels: { country: "MX" }, ...found },
  ]);
  const known = new Map([...labels.known()].map(([source, of]) => [source, JSON.parse(JSON.stringify(of))]));
  const { isForwardConfirmed: _, ...rest } = labels.of("203.0.113.2");
  assert.deepEqual(
    [...known],
    [
      [3_405_803_778, rest],
      ["2001:db8::3", { country: "MX" }],
    ],
  );
});
