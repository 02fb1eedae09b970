import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Enrichment, startEnrichment } from "../../src/enrich/enrichment.ts";
import type { EnrichSettings } from "../../src/enrich/settings.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { AddressLabels } from "../../src/model/labels.ts";
import { type DnsReply, type DnsServer, ptr, startDnsServer, txt } from "../support/dns-server.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFile, temporaryFolder } from "../support/folder.ts";
import { type RecordedLog, recordedLog } from "../support/log.ts";
import { mmdbFile } from "../support/mmdb.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Bench extends RecordedLog {
  readonly journal: JournalWriter;
  readonly server: DnsServer;
  /** Moves the clock and its timers, in steps in which what is under way goes on. */
  pass(ms: number): Promise<void>;
  see(counts: Readonly<Record<string, number>>): void;
  enrichment(settings?: Overrides): Promise<Enrichment>;
  of(address: string): AddressLabels;
  /** Resolves when the labels of the address are such. */
  known(address: string, isIt: (labels: AddressLabels) => boolean): Promise<AddressLabels>;
}

interface Overrides {
  readonly dns?: Partial<EnrichSettings["dns"]>;
  readonly network?: Partial<EnrichSettings["network"]>;
  readonly mayAsk?: (address: string) => boolean;
}

/** Real journal, real DNS on loopback; time stands still until it is moved. */
async function bench(t: TestContext, answer: (name: string) => DnsReply): Promise<Bench> {
  const server = await startDnsServer(t, ({ name }) => answer(name));
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  const recorded = recordedLog();
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: noon });
  const started: Enrichment[] = [];
  // Before the journal is closed.
  t.after(() => {
    for (const enrichment of started) enrichment.stop();
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    ...recorded,
    journal,
    server,
    async pass(ms) {
      for (let step = 0; step < 10; step += 1) {
        t.mock.timers.tick(ms / 10);
        await turn();
      }
    },
    see(counts) {
      const events = Object.entries(counts).map(([source, count]) => probe(Date.now(), { source, count }));
      journal.commit(passOf(eventItems(events), { scrapedAtMs: Date.now() }));
    },
    async enrichment({ dns, network, mayAsk = () => true } = {}) {
      const enrichment = await startEnrichment({
        settings: {
          keep_days: 30,
          retry_hours: 24,
          dns: {
            ...{ enabled: true, servers: [server.address], per_minute: 1000, concurrency: 4, timeout_ms: 10_000 },
            ...{ confirm: false, never: [], ...dns },
          },
          country: { enabled: true, file: "" },
          network: { enabled: false, file: "", ...network },
        },
        store: journal.labels,
        findCountry: (address) => (address.startsWith("203.") ? "MX" : undefined),
        mayAsk,
        log: recorded.log,
        now: Date.now,
      });
      started.push(enrichment);
      return enrichment;
    },
    of: journal.labels.of,
    async known(address, isIt) {
      while (!isIt(journal.labels.of(address))) {
        t.mock.timers.tick(0);
        await turn();
      }
      return journal.labels.of(address);
    },
  };
}

function named(address: string): (labels: AddressLabels) => boolean {
  return ({ hostname }) => hostname === nameOf(address);
}

function nameOf(address: string): string {
  return `host-${address.replaceAll(".", "-")}.example.net`;
}

/** Every address has a name. */
function allNamed(name: string): DnsReply {
  const [, reversed] = /^([\d.]+)\.in-addr\.arpa$/.exec(name) ?? [];
  return reversed === undefined ? "none" : [ptr(nameOf(reversed.split(".").reverse().join(".")))];
}

const timeout = { timeout: 20_000 };

test("a source that was journalled gets its country at once and its name when DNS has answered", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const enrichment = await it.enrichment();
  it.see({ "203.0.113.9": 2 });
  enrichment.see(new Map([["203.0.113.9", 2]]));
  const labels = await it.known("203.0.113.9", (known) => known.country !== undefined && known.hostname !== undefined);
  assert.deepEqual(labels, {
    ...{ hostname: nameOf("203.0.113.9"), isForwardConfirmed: false, domain: "example.net", tld: "net", country: "MX" },
  });
  assert.deepEqual(it.journal.labels.at("203.0.113.9", noon - 1), { country: "MX" });
});

test("what an earlier run or an import left behind is found without being seen again", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const sources = Array.from({ length: 120 }, (_, index) => `203.0.113.${index}`);
  it.see(Object.fromEntries(sources.map((source) => [source, 1])));
  await it.enrichment();
  for (const source of sources) await it.known(source, named(source));
  assert.equal(it.server.asked.length, sources.length);
  assert.deepEqual(it.journal.labels.waiting(["name"], 10), []);
});

test("the busiest source is asked for first, of equals the newest", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const enrichment = await it.enrichment({ dns: { concurrency: 1 } });
  it.server.hold();
  enrichment.see(new Map([["192.0.2.1", 1]]));
  await it.server.questions(1);
  enrichment.see(new Map(Object.entries({ "192.0.2.2": 1, "192.0.2.3": 7, "192.0.2.4": 1 })));
  enrichment.see(new Map(Object.entries({ "192.0.2.2": 3, "192.0.2.5": 1 })));
  it.server.open();
  await it.server.questions(5);
  const order = it.server.asked.map((name) => Number(name.split(".")[0]));
  assert.deepEqual(order, [1, 3, 2, 5, 4]);
});

test("no more is asked in a minute than is allowed", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const enrichment = await it.enrichment({ dns: { per_minute: 5 } });
  const sources = Array.from({ length: 12 }, (_, index) => `192.0.2.${index}`);
  enrichment.see(new Map(sources.map((source) => [source, 1])));
  const minutes: number[] = [];
  for (let minute = 0; minute < 3; minute += 1) {
    await it.server.questions(Math.min(12, 5 * (minute + 1)));
    await it.pass(minuteMs - 10);
    minutes.push(it.server.asked.length);
    await it.pass(10);
  }
  assert.deepEqual(minutes, [5, 10, 12]);
});

test("a name holds as long as is configured, and nothing as long as that", timeout, async (t) => {
  const it = await bench(t, (name) => (name.startsWith("1.") ? allNamed(name) : "none"));
  const enrichment = await it.enrichment();
  const see = async () => {
    enrichment.see(new Map(Object.entries({ "192.0.2.1": 1, "192.0.2.2": 1 })));
    await it.pass(10);
  };
  await see();
  await it.server.questions(2);
  await it.known("192.0.2.1", named("192.0.2.1"));
  await it.pass(24 * hourMs - minuteMs);
  await see();
  assert.equal(it.server.asked.length, 2);
  await it.pass(2 * minuteMs);
  await see();
  await it.server.questions(3);
  assert.equal(it.server.asked.at(-1), "2.2.0.192.in-addr.arpa");
  await it.pass(29 * 24 * hourMs);
  await see();
  await it.server.questions(5);
});

test("about addresses that are nobody's business nobody is asked, now or later", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const enrichment = await it.enrichment({ mayAsk: (address) => !address.startsWith("10.") });
  it.see({ "10.0.0.1": 5, "192.0.2.1": 1, "not an address": 1 });
  enrichment.see(new Map(Object.entries({ "10.0.0.1": 5, "192.0.2.1": 1, "not an address": 1 })));
  await it.known("192.0.2.1", named("192.0.2.1"));
  await it.pass(minuteMs);
  assert.deepEqual(it.server.asked, ["1.2.0.192.in-addr.arpa"]);
  assert.deepEqual(it.journal.labels.waiting(["name"], 10), []);
});

test("an address whose own servers are silent holds up nobody, and is left alone for a while", timeout, async (t) => {
  const it = await bench(t, (name) => (name.startsWith("7.") ? "silence" : allNamed(name)));
  const enrichment = await it.enrichment({ dns: { concurrency: 1, timeout_ms: 200 } });
  it.see({ "192.0.2.7": 9, "192.0.2.1": 1, "192.0.2.2": 1 });
  enrichment.see(new Map(Object.entries({ "192.0.2.7": 9, "192.0.2.1": 1, "192.0.2.2": 1 })));
  await it.known("192.0.2.2", named("192.0.2.2"));
  await it.known("192.0.2.1", named("192.0.2.1"));
  const { length } = it.server.asked;
  enrichment.see(new Map([["192.0.2.7", 1]]));
  await it.pass(minuteMs);
  assert.equal(it.server.asked.length, length);
  assert.deepEqual(it.lines, []);
  assert.deepEqual(it.of("192.0.2.7"), {});
});

test("a source whose own servers are silent is asked for once, however often it comes alone", timeout, async (t) => {
  const it = await bench(t, () => "silence");
  const enrichment = await it.enrichment({ dns: { concurrency: 1, timeout_ms: 100 } });
  enrichment.see(new Map([["192.0.2.7", 1]]));
  await it.server.questions(2);
  for (let again = 0; again < 20; again += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    enrichment.see(new Map([["192.0.2.7", 1]]));
    await it.pass(hourMs);
  }
  // A question that would come now would come before this one.
  enrichment.see(new Map([["192.0.2.8", 1]]));
  await it.server.questions(3);
  assert.deepEqual([it.server.asked[2], it.lines], ["8.2.0.192.in-addr.arpa", []]);
});

test("a country is looked up again when it has held long enough", timeout, async (t) => {
  const it = await bench(t, () => "none");
  const enrichment = await it.enrichment();
  it.see({ "203.0.113.9": 1 });
  await it.pass(10);
  it.journal.labels.keep([
    { address: "203.0.113.9", kind: "country", labels: { country: "BR" }, foundMs: noon, dueMs: noon + hourMs },
  ]);
  const seen = async () => {
    enrichment.see(new Map([["203.0.113.9", 1]]));
    await it.pass(10);
    return it.of("203.0.113.9").country;
  };
  assert.equal(await seen(), "BR");
  await it.pass(hourMs);
  assert.equal(await seen(), "MX");
});

test("a name that was known stays when it cannot be asked for again", timeout, async (t) => {
  let isSilent = false;
  const it = await bench(t, (name) => (isSilent && name.startsWith("1.") ? "silence" : allNamed(name)));
  const enrichment = await it.enrichment({ dns: { timeout_ms: 200, concurrency: 1 } });
  enrichment.see(new Map([["192.0.2.1", 1]]));
  await it.known("192.0.2.1", named("192.0.2.1"));
  isSilent = true;
  await it.pass(31 * 24 * hourMs);
  enrichment.see(new Map([["192.0.2.1", 1]]));
  enrichment.see(new Map([["192.0.2.2", 1]]));
  await it.known("192.0.2.2", named("192.0.2.2"));
  assert.equal(it.of("192.0.2.1").hostname, nameOf("192.0.2.1"));
});

test("without any DNS it is told once, little is asked, and nothing is lost", timeout, async (t) => {
  let isAway = true;
  const it = await bench(t, (name) => (isAway ? (query) => refusal(query) : allNamed(name)));
  const sources = Array.from({ length: 30 }, (_, index) => `192.0.2.${index}`);
  it.see(Object.fromEntries(sources.map((source) => [source, 1])));
  await it.enrichment();
  await it.known("192.0.2.1", () => it.lines.length > 0);
  assert.deepEqual(it.lines, [
    `dns    warning: no answer from ${it.server.address}: names of sources wait, nothing else does`,
  ]);
  const early = it.server.asked.length;
  assert.ok(early < 30, `${early} questions`);
  for (let hour = 0; hour < 24; hour += 1) await it.pass(hourMs);
  const inADay = it.server.asked.length - early;
  assert.ok(inADay > 10 && inADay < 80, `${inADay} questions in a day`);
  assert.equal(it.lines.length, 1);
  isAway = false;
  await it.pass(hourMs);
  for (const source of sources) await it.known(source, named(source));
  assert.deepEqual(it.lines.slice(1), ["dns    names of sources are found again"]);
});

test("a stop gives up at once what is under way, and the next run finds it", timeout, async (t) => {
  const it = await bench(t, allNamed);
  const sources = Array.from({ length: 10 }, (_, index) => `192.0.2.${index}`);
  it.see(Object.fromEntries(sources.map((source) => [source, 1])));
  const first = await it.enrichment({ dns: { concurrency: 10 } });
  it.server.hold();
  await it.pass(10);
  await it.server.questions(10);
  first.stop();
  it.server.open();
  await it.pass(minuteMs);
  assert.deepEqual([it.of("192.0.2.1"), it.of("192.0.2.2"), it.lines], [{}, {}, []]);
  await it.enrichment();
  await it.known("192.0.2.1", named("192.0.2.1"));
  await it.known("192.0.2.2", named("192.0.2.2"));
});

test("networks are asked for at the same server, each name once", timeout, async (t) => {
  const it = await bench(t, (name) => {
    if (/^[\d.]+\.origin\.asn\.cymru\.com$/.test(name)) return [txt("64496 | 192.0.2.0/24 | US | arin | 2003-07-01")];
    return name === "as64496.asn.cymru.com" ? [txt("64496 | US | arin | 2003-07-01 | EXAMPLE-NET, US")] : "none";
  });
  const enrichment = await it.enrichment({ network: { enabled: true }, dns: { concurrency: 1 } });
  enrichment.see(new Map(Object.entries({ "192.0.2.1": 1, "192.0.2.2": 1 })));
  for (const source of ["192.0.2.1", "192.0.2.2"]) {
    const labels = await it.known(source, ({ network }) => network !== undefined);
    assert.deepEqual(labels, { asn: 64_496, network: "EXAMPLE-NET" });
  }
  assert.equal(it.server.asked.filter((name) => name.startsWith("as")).length, 1);
});

test("networks of a file need no DNS", timeout, async (t) => {
  const it = await bench(t, () => "silence");
  const rows = {
    "203.0.113.0/24": { autonomous_system_number: 64_496, autonomous_system_organization: "Example\u0007 Network" },
    "2001:db8::/32": { asn: "AS64497", as_name: "Example Six" },
    "192.0.2.0/24": { asn: "none" },
  };
  it.see({ "203.0.113.9": 1, "2001:db8::1": 1, "192.0.2.1": 1, "198.51.100.1": 1 });
  await it.enrichment({ dns: { enabled: false }, network: { enabled: true, file: temporaryFile(t, mmdbFile(rows)) } });
  await it.known("203.0.113.9", ({ network }) => network !== undefined);
  await it.known("2001:db8::1", ({ network }) => network !== undefined);
  assert.deepEqual(it.of("203.0.113.9"), { country: "MX", asn: 64_496, network: "Example Network" });
  assert.deepEqual(it.of("2001:db8::1"), { asn: 64_497, network: "Example Six" });
  assert.deepEqual([it.of("192.0.2.1"), it.of("198.51.100.1")], [{}, {}]);
  assert.deepEqual(it.server.asked, []);
});

test("a journal that cannot be written breaks nothing, and is tried again", timeout, async (t) => {
  const it = await bench(t, allNamed);
  let isBroken = true;
  const store = it.journal.labels;
  const flaky = {
    ...store,
    keep: (...args: Parameters<typeof store.keep>) => {
      if (isBroken) throw new Error("the disk is full");
      store.keep(...args);
    },
  };
  Object.assign(it.journal, { labels: flaky });
  it.see({ "192.0.2.1": 1 });
  const enrichment = await it.enrichment();
  enrichment.see(new Map([["192.0.2.1", 1]]));
  await it.known("192.0.2.1", () => it.lines.some((line) => line.includes("names of sources wait: the disk is full")));
  isBroken = false;
  await it.pass(2 * minuteMs);
  await it.known("192.0.2.1", named("192.0.2.1"));
});

/** The code of a server that refuses. */
function refusal(query: Buffer): Buffer {
  const answer = Buffer.from(query);
  answer.writeUInt16BE(0x8185, 2);
  return answer;
}
