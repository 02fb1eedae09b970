import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { openCountries } from "../../src/enrich/country.ts";
import { openLabels } from "../../src/enrich/labels.ts";
import { readJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Labels } from "../../src/model/labels.ts";
import type { EventRecord } from "../../src/model/record.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom } from "../../src/routers/simulator/random.ts";
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

const rules = [undefined, "WAN-DROP", "Straße 7", "tcp", "{MX}"];
const interfaces = [undefined, "eth0", "pppoe-wan", "443"];
const protocols = [undefined, "tcp", "udp", "icmp", "gre"];
const ports = [undefined, 22, 23, 443, 4433, 5060, 7070, 50_000];
const random = createRandom(8);
/** Of documentation, of the public, and what a router wrote in place of an address. */
const senders = ["2001:db8::7", "2001:DB8:zone", ...Array.from({ length: 3 }, () => publicAddress(random)), undefined];

/** A row of everything in some order, with sources enough that all that is known is asked for at once. */
function mixedEvents(): readonly JournalEvent[] {
  return Array.from({ length: 7000 }, (_, index): JournalEvent => {
    const at = <T>(list: readonly T[], step: number): T | undefined => list[Math.floor(index / step) % list.length];
    return {
      ...probe(agoMs(300) + Math.floor(index / 3) * 1000),
      source: index % 11 === 0 ? at(senders, 11) : address(index),
      class: index % 97 === 0 ? "admitted" : "probe",
      ...{ protocol: at(protocols, 1), port: at(ports, 2), rule: at(rules, 3), interface: at(interfaces, 5) },
    };
  });
}

/** What a search is, said in one sentence for each row. */
function isWanted({ event }: EventRecord, wish: Wish, labels: Labels): boolean {
  const { source, protocol, port, rule } = event;
  const known = source === undefined ? {} : labels.of(source);
  if (wish.country !== undefined && known.country !== wish.country) return false;
  if (wish.asn !== undefined && known.asn !== wish.asn) return false;
  if (!wish.classes.includes(event.class)) return false;
  if (wish.find === undefined) return true;
  const wanted = wish.find.toLowerCase();
  const country = known.country === undefined ? undefined : labels.countryName(known.country);
  const service = protocol === undefined || port === undefined ? undefined : labels.service(protocol, port);
  const parts = [source, known.hostname, known.domain, known.network, country, rule, event.interface, service];
  const wholes = [known.country, protocol, port, port === undefined ? undefined : `${protocol}/${port}`];
  return (
    parts.some((part) => part?.toLowerCase().includes(wanted) === true) ||
    wholes.some((whole) => whole !== undefined && String(whole).toLowerCase() === wanted)
  );
}

interface Wish {
  readonly classes: readonly string[];
  readonly find?: string | undefined;
  readonly country?: string | undefined;
  readonly asn?: number | undefined;
}

test("a search finds exactly the rows that show what is looked for, the newest first", async (t) => {
  const folder = filledJournal(t, (journal) => {
    commitNow(journal, eventItems(mixedEvents()));
    const known = { foundMs: nowMs, dueMs: nowMs };
    journal.labels.keep(
      Array.from({ length: 3000 }, (_, index) => ({
        ...({ address: address(index), kind: "name", ...known } as const),
        labels: { hostname: `host-${index}.example.org`, domain: "example.org", tld: "org" },
      })),
    );
    journal.labels.keep(
      Array.from({ length: 500 }, (_, index) => ({
        ...({ address: address(index * 7), kind: "network", ...known } as const),
        labels: { asn: 64_500 + (index % 3), network: `NET-${index % 3}` },
      })),
    );
    journal.labels.keep([
      { address: address(5), kind: "country", labels: { country: "MX" }, ...known },
      { address: address(6999), kind: "country", labels: { country: "NL" }, ...known },
    ]);
  });
  const journal = readJournal(folder);
  t.after(() => journal.close());
  const labels = openLabels(journal.labels, await openCountries({ country: { enabled: true, file: "" } }));
  const rows = [...journal.records({ kinds: new Set(["probe", "admitted"]) })]
    .filter((record) => record.kind === "event")
    .sort((one, other) => other.event.timeMs - one.event.timeMs || other.sequence - one.sequence);
  const reader = openPageReader(pageJob(folder), () => nowMs);
  t.after(() => reader.stop());

  async function found(wish: Wish, limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const answer = await reader.read("events", { limit, cursor, ...wish } as never, signal);
      const page: { readonly events: readonly { readonly id: string }[]; readonly next?: string } = JSON.parse(
        answer?.json ?? "",
      );
      ids.push(...page.events.map(({ id }) => id));
      if (page.next === undefined) return ids;
      cursor = page.next;
    }
  }

  const shown = fc.constantFrom(
    ...["example.org", "host-29", "net-1", "NET-2", "wan", "STRASSE", "straße", "mexico", "mx", "nl", "united", "us"],
    ...["tcp", "udp", "443", "tcp/443", "ssh", "domain", "sip", "real", "2001:db8", "2001:DB8:ZONE", "10.0.2", ".31.7"],
    ...["8.8", "undefined", "eth0", "{mx}", "zzz-nowhere", "5", "/"],
  );
  const part = fc.tuple(shown, fc.nat(6), fc.integer({ min: 1, max: 9 }));
  await fc.assert(
    fc.asyncProperty(
      fc.option(
        fc.oneof(
          shown,
          part.map(([text, from, length]) => text.slice(from, from + length) || text),
        ),
        { nil: undefined },
      ),
      fc.option(fc.constantFrom("MX", "NL", "US"), { nil: undefined }),
      fc.option(fc.constantFrom(64_500, 64_501, 1), { nil: undefined }),
      fc.constantFrom(["probe"], ["admitted"], ["probe", "admitted"]),
      fc.constantFrom(3, 100, 1000),
      async (find, country, asn, classes, limit) => {
        const wish = { find, country, asn, classes };
        const wanted = rows.filter((row) => isWanted(row, wish, labels)).map(({ id }) => id);
        // Few at a time only where there are few.
        assert.deepEqual(await found(wish, wanted.length > 100 ? 1000 : limit), wanted);
      },
    ),
    { numRuns: 80 },
  );
});
