import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { PassItem } from "../../src/model/journal.ts";
import { createDelivery, type Delivery, type DeliveryTools } from "../../src/publish/delivery.ts";
import { createTopics } from "../../src/topics.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGate } from "../support/gate.ts";
import { labelsOf } from "../support/labels.ts";
import { openLink } from "../support/link.ts";
import { recordedLog } from "../support/log.ts";
import { freePort, startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { observe, type Receipt } from "../support/observer.ts";

const skip = withoutMosquitto;
const start = Date.parse("2026-12-01T12:00:00Z");

type Journal = ReturnType<typeof openJournal>;

function journalWith(t: TestContext, probes: Readonly<Record<string, number>>): Journal {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  for (const [router, count] of Object.entries(probes)) addProbes(journal, router, count);
  return journal;
}

function addProbes(journal: Journal, router: string, count: number): void {
  const items = eventItems(Array.from({ length: count }, (_, n) => probe(start + n, { port: n % 65_536 })));
  journal.commit(passOf(items, { router }));
}

function deliver(journal: Journal, link: DeliveryTools["link"], routers: readonly string[] = ["home"]): Delivery {
  const messages = { expirySeconds: 3600, isOwnAddressMasked: false, labels: labelsOf() };
  return createDelivery({ journal, link, topics: createTopics("w"), routers, messages, log: recordedLog().log });
}

/** Sequences of the receipts of a router, each at its first coming. */
function firstReceipts(receipts: readonly Receipt[], router: string): number[] {
  const ids = receipts.map(({ payload }) => String(JSON.parse(payload).id)).filter((id) => id.startsWith(`${router}-`));
  return [...new Set(ids)].map((id) => Number(id.split("-")[2]));
}

function oneTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}

test("a broker that is killed in the midst of 5,000 rows gets every one, first receipts in order", {
  skip,
}, async (t) => {
  const broker = await startMosquitto();
  t.after(() => broker.close());
  const gate = await openGate(broker.port);
  t.after(() => gate.close());
  const receipts: Receipt[] = [];
  const before = await observe(broker.url, "w/+/probe/#", { sink: receipts });
  const journal = journalWith(t, { home: 2500, edge: 2500 });
  const { link } = openLink(t, { url: `mqtt://127.0.0.1:${gate.port}` });
  const delivery = deliver(journal, link, ["home", "edge"]);
  await before.receipt(() => receipts.length > 1000);
  const killed = broker.kill();
  gate.shut();
  await killed;
  await before.ended;
  const beforeKill = receipts.length;
  await broker.start();
  const after = await observe(broker.url, "w/+/probe/#", { sink: receipts });
  t.after(() => after.close());
  gate.open();
  assert.equal(await delivery.drain(20_000), true);
  await after.publish("w/end/probe/-/-", '{"id":"end-0-0"}');
  await after.receipt(({ topic }) => topic === "w/end/probe/-/-");
  delivery.close();
  assert.ok(beforeKill < 4500, `the broker was killed after ${beforeKill}`);
  assert.deepEqual(firstReceipts(receipts, "home"), oneTo(2500));
  assert.deepEqual(firstReceipts(receipts, "edge"), oneTo(2500));
  assert.ok(receipts.length - 5001 <= 512, `${receipts.length - 5001} came twice`);
  assert.deepEqual([journal.cursor("home"), journal.cursor("edge")], [2500, 2500]);
});

test("while the broker is away only a window of rows is held, the rest waits in the journal", async (t) => {
  const journal = journalWith(t, { home: 3000 });
  const { link } = openLink(t, { url: `mqtt://127.0.0.1:${await freePort()}` });
  const delivery = deliver(journal, link);
  assert.equal(await delivery.drain(100), false);
  assert.equal(link.status().unacknowledged, 512);
  assert.equal(delivery.backlog(), 3000);
  await link.close({ drainMs: 0 });
  delivery.close();
  assert.equal(journal.cursor("home"), 0);
});

test("what was not acknowledged before an end is sent by the next run, under the same ids", { skip }, async (t) => {
  const broker = await startMosquitto();
  t.after(() => broker.close());
  const observer = await observe(broker.url, "w/+/probe/#");
  t.after(() => observer.close());
  const journal = journalWith(t, { home: 1500 });
  const first = openLink(t, broker);
  const delivery = deliver(journal, first.link);
  await observer.receipt(() => observer.receipts.length > 100);
  await first.link.close({ drainMs: 0 });
  delivery.close();
  assert.ok(journal.cursor("home") < 1500);
  const second = deliver(journal, openLink(t, broker).link);
  assert.equal(await second.drain(10_000), true);
  second.close();
  await observer.receipt(({ payload }) => JSON.parse(payload).id === journal.lastId("home"));
  assert.deepEqual(firstReceipts(observer.receipts, "home"), oneTo(1500));
});

test("what comes later is sent when the router is woken, and rows without a message are passed over", {
  skip,
}, async (t) => {
  const broker = await startMosquitto();
  t.after(() => broker.close());
  const observer = await observe(broker.url, "w/+/probe/#");
  t.after(() => observer.close());
  const journal = journalWith(t, {});
  const delivery = deliver(journal, openLink(t, broker).link);
  const items: PassItem[] = [
    { kind: "event", event: probe(start, { class: "admitted" }) },
    { kind: "event", event: probe(start) },
    { kind: "event", event: probe(start, { class: "admitted" }) },
  ];
  journal.commit(passOf(items));
  assert.equal(delivery.backlog(), 3);
  delivery.wake("home");
  assert.equal(await delivery.drain(5000), true);
  assert.equal(delivery.backlog(), 0);
  delivery.close();
  assert.deepEqual(firstReceipts(observer.receipts, "home"), [2]);
  assert.equal(journal.cursor("home"), 3);
});

test("the cursor stops before a row that is not acknowledged, whatever comes after it", async (t) => {
  const journal = journalWith(t, { home: 3 });
  const acknowledge: (() => void)[] = [];
  const link = {
    room: () => Promise.resolve(),
    publish: () => new Promise<void>((resolve) => acknowledge.push(resolve)),
  };
  const delivery = deliver(journal, link);
  assert.equal(await delivery.drain(20), false);
  acknowledge[0]?.();
  acknowledge[2]?.();
  assert.equal(await delivery.drain(20), false);
  assert.equal(delivery.backlog(), 2);
  delivery.close();
  assert.equal(journal.cursor("home"), 1);
});

test("a journal that cannot be read for a while is said, and read again when woken", async (t) => {
  const journal = journalWith(t, { home: 2 });
  const recorded = recordedLog();
  const sent: string[] = [];
  let isBroken = true;
  const delivery = createDelivery({
    journal: {
      cursor: journal.cursor,
      moveCursor: journal.moveCursor,
      countAfter: journal.countAfter,
      recordsAfter: (router, sequence, limit) => {
        if (isBroken) throw new Error("disk I/O error");
        return journal.recordsAfter(router, sequence, limit);
      },
    },
    link: {
      room: () => Promise.resolve(),
      publish: async ({ topic }) => {
        sent.push(topic);
      },
    },
    topics: createTopics("w"),
    routers: ["home"],
    messages: { expirySeconds: 1, isOwnAddressMasked: false, labels: labelsOf() },
    log: recorded.log,
  });
  await recorded.line(/cannot be read for the broker: disk I\/O error/);
  isBroken = false;
  delivery.wake("home");
  assert.equal(await delivery.drain(1000), true);
  delivery.close();
  assert.equal(sent.length, 2);
});
