import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { readJournal } from "../../src/journal/open.ts";
import type { Gap } from "../../src/model/gap.ts";
import { createRandom, integerBetween } from "../../src/routers/simulator/random.ts";
import { dataDir, type RunningBridge, startBridge, writeConfig } from "../support/bridge.ts";
import { caughtUp, retainedBy, told } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { arrivedProbes, assertJournalArrived, assertTruthJournalled, journalledProbes } from "../support/ledger.ts";
import { freePort, openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { runToEnd } from "../support/program.ts";
import { collectReceipts, type Receipts } from "../support/receipts.ts";
import { startSender } from "../support/sender.ts";

const options = { skip: withoutMosquitto, timeout: 120_000 };
/** About 50 probes a second. */
const busy = { rate: (50 * 86_400) / 323 };
const run = promisify(execFile);
const hostileRule = "<script>alert(1)</script>";

async function listening(bridge: RunningBridge): Promise<void> {
  await bridge.seen("stderr", /^\S+ syslog +listens on /m);
}

function gapsOf(folder: string): readonly Gap[] {
  const journal = readJournal(dataDir(folder));
  const records = [...journal.records({ kinds: new Set(["gap"]) })];
  journal.close();
  return records.flatMap((record) => (record.kind === "gap" ? [record.gap] : []));
}

function totalsOf(folder: string, router = "home") {
  const journal = readJournal(dataDir(folder));
  const totals = journal.totals(router);
  journal.close();
  return totals;
}

/** Waits until so many probes of the router are at the broker. */
async function arrived(receipts: Receipts, count: number, router = "home"): Promise<void> {
  await receipts.when(
    `${count} probes`,
    () => arrivedProbes(receipts.all, router).length >= count || undefined,
    60_000,
  );
}

test("a router that sends its log is bridged", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startSender(t, busy);
  await using receipts = await collectReceipts({ url: broker.url });
  const config = writeConfig(folder, { mqtt: { url: broker.url }, routers: [router.router], syslog: router.syslog });
  const bridge = startBridge(t, config);
  await listening(bridge);
  await told(receipts, "whos-knocking/home/availability", "online");

  await t.test("within seconds, each probe once and in order", async () => {
    router.faults.freeze(false);
    await router.more(60);
    router.faults.freeze(true);
    await arrived(receipts, router.truth.length);
    const journalled = journalledProbes(dataDir(folder), "home");
    assertTruthJournalled(router.truth, journalled);
    assertJournalArrived(journalled, arrivedProbes(receipts.all, "home"));
    assert.deepEqual(gapsOf(folder), []);
  });

  await t.test("what is retained is right, and nothing asks the router", async () => {
    await using late = await collectReceipts({ url: broker.url });
    const retained = await retainedBy(late);
    const { dev, cmps } = JSON.parse(retained.get("homeassistant/device/whos_knocking_home/config") ?? "{}");
    assert.deepEqual([dev.cu, cmps.scrape, cmps.probes.p], [undefined, { p: "button" }, "sensor"]);
    const { syslog } = JSON.parse(retained.get("whos-knocking/bridge/health") ?? "{}");
    assert.deepEqual([syslog.listen, syslog.unknown_lines, syslog.dropped_lines], [router.syslog.listen, 0, 0]);
    const { config: shown } = JSON.parse(retained.get("whos-knocking/bridge/info") ?? "{}");
    assert.deepEqual([shown.syslog, "url" in shown.routers[0]], [router.syslog, false]);
  });

  await t.test("what it says beside probes is counted, and told once", async () => {
    const before = totalsOf(folder).rejects;
    router.faults.hostileText();
    router.faults.freeze(false);
    router.faults.hostileText();
    router.faults.freeze(true);
    await receipts.when("the rejects", () => totalsOf(folder).rejects > before || undefined);
    // Whoever names a rule may name it so; as that, and as nothing else, it is told.
    await arrived(receipts, router.truth.length);
    const hostile = receipts.all.filter((receipt) => JSON.stringify(receipt).includes("<script>"));
    assert.deepEqual(new Set(hostile.map(({ topic }) => topic)), new Set(["whos-knocking/home/probe/tcp/unknown"]));
    assert.deepEqual(new Set(hostile.map(({ payload }) => JSON.parse(payload).rule)), new Set([hostileRule]));
  });

  let stoppedMs = 0;
  await t.test("SIGTERM stops it in time, with what came a moment before", async () => {
    router.faults.freeze(false);
    await router.more(5);
    router.faults.freeze(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { code, tookMs, stderr } = await bridge.stop();
    stoppedMs = Date.now();
    assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms: ${stderr}`);
    assertTruthJournalled(router.truth, journalledProbes(dataDir(folder), "home"));
    assert.equal(stderr.match(/lines? (was|were) not understood/g)?.length, 1, stderr);
  });

  await t.test("what it sent while nobody listened is a gap", async () => {
    router.faults.freeze(false);
    await router.more(30);
    router.faults.freeze(true);
    const lost = router.truth.length;
    const again = startBridge(t, config);
    await listening(again);
    const listenedMs = Date.now();
    router.faults.freeze(false);
    await router.more(5);
    router.faults.freeze(true);
    const before = journalledProbes(dataDir(folder), "home").length;
    await receipts.when("the rest", () => {
      const rest = journalledProbes(dataDir(folder), "home").length - before;
      return rest >= router.truth.length - lost || undefined;
    });
    await caughtUp(receipts, dataDir(folder), "home");
    const { stderr } = await again.stop();
    const [gap, ...others] = gapsOf(folder);
    assert.deepEqual([others, gap?.cause, gap?.isExact, gap?.isFilled], [[], "downtime", false, false]);
    assert.ok(gap !== undefined && gap.fromMs <= stoppedMs && gap.toMs >= stoppedMs && gap.toMs <= listenedMs);
    // How many that may be depends on how long this took.
    const { probesEstimate: lostProbes } = gap;
    const some = `about ${lostProbes} ${lostProbes === 1 ? "probe was" : "probes were"} not seen`;
    const [told] = /home +warning: gap from .*: we were not running; .* not seen/.exec(stderr) ?? [stderr];
    assert.ok(told.endsWith(lostProbes === 0 ? "few probes, if any, were not seen" : some), told);
    assert.equal(JSON.parse(receipts.latest("whos-knocking/home/gap") ?? "{}").cause, "downtime");
    assertJournalArrived(journalledProbes(dataDir(folder), "home"), arrivedProbes(receipts.all, "home"));
  });
});

test("each line is its router's, by the host that it names or by who sent it; others are told", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  await using receipts = await collectReceipts({ url: broker.url });
  const port = await freePort();
  const routers = [
    { name: "front", family: "syslog", senders: ["127.0.0.2"], timezone: "UTC" },
    { name: "back", family: "syslog", hostnames: ["back-gw"], senders: ["127.0.0.3/32"], timezone: "UTC" },
  ];
  const listen = [`udp://0.0.0.0:${port}`];
  const config = writeConfig(folder, { mqtt: { url: broker.url }, routers, syslog: { listen } });
  const bridge = startBridge(t, config);
  await listening(bridge);
  const send = async (from: string, host: string, door: number) => {
    const packet = `DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1025 DPT=${door} SYN`;
    await sendUdp(`<4>${stampNow()} ${host} kernel: ${packet}`, port, from);
  };
  await send("127.0.0.2", "whatever", 1);
  await send("127.0.0.3", "whatever", 2);
  await send("127.0.0.9", "BACK-GW", 3);
  await send("127.0.0.2", "back-gw", 4);
  await send("127.0.0.9", "nas", 5);
  await send("127.0.0.9", "nas", 6);
  await arrived(receipts, 1, "front");
  await arrived(receipts, 3, "back");
  const doors = (router: string) =>
    arrivedProbes(receipts.all, router).map(({ payload }) => Number(JSON.parse(payload).port));
  assert.deepEqual([doors("front"), doors("back").sort()], [[1], [2, 3, 4]]);
  const health = await receipts.when("the unknown sender", () => {
    const { syslog } = JSON.parse(receipts.latest("whos-knocking/bridge/health") ?? "{}");
    return syslog?.unknown > 0 || syslog?.unknown_lines > 0 ? syslog : undefined;
  });
  assert.deepEqual([health.unknown_senders[0]?.address, health.unknown_senders[0]?.host], ["127.0.0.9", "nas"]);
  const { stderr } = await bridge.stop();
  const told = [...stderr.matchAll(/syslog +warning: (.*)$/gm)].map(([, words]) => words);
  assert.deepEqual(told, [
    "lines from 127.0.0.9, which name the host nas, are no router's: add it to the senders or hostnames of one",
  ]);
});

test("an import brings what a router sent while nobody listened, and nothing else", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  await using receipts = await collectReceipts({ url: broker.url });
  const port = await freePort();
  const routers = [{ name: "home", family: "syslog", timezone: "UTC" }];
  const syslog = { listen: [`udp://127.0.0.1:${port}`] };
  const config = writeConfig(folder, { mqtt: { url: broker.url }, routers, syslog });
  const file: string[] = [];
  const send = async (door: number) => {
    const packet = `DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1025 DPT=${door} SYN`;
    file.push(`<4>${stampNow()} gateway kernel: ${packet}`);
    await sendUdp(file.at(-1) ?? "", port);
  };
  /** Times in lines are whole seconds: what was sent in the second of a start or a stop may seem to lie outside. */
  const listened = async (door: number, count: number) => {
    const bridge = startBridge(t, config);
    await listening(bridge);
    await nextSecond();
    await send(door);
    await arrived(receipts, count);
    await nextSecond();
    await bridge.stop();
    await nextSecond();
  };
  await listened(1, 1);
  await send(2);
  await send(3);
  await nextSecond();
  await listened(4, 2);
  const log = join(folder, "router.log");
  writeFileSync(log, `${file.join("\n")}\n`);
  const { stderr } = await runToEnd(t, ["import", log, "--router", "home", "--config", config]);
  assert.match(stderr, /^home: 2 new probes from 4 lines$/m);
  assert.match(stderr, /2 left out, because a live reading covered their time/);
  const doors = journalledProbes(dataDir(folder), "home").map(({ event }) => event.port);
  assert.deepEqual(doors.sort(), [1, 2, 3, 4]);
  assert.deepEqual(
    gapsOf(folder).map(({ cause, isFilled }) => [cause, isFilled]),
    [["downtime", true]],
  );
});

test("a port that is taken is told once, and taken as soon as it is free", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  await using receipts = await collectReceipts({ url: broker.url });
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const held = holder.address();
  assert.ok(typeof held === "object" && held !== null);
  const syslog = { listen: [`tcp://127.0.0.1:${held.port}`] };
  const routers = [{ name: "home", family: "syslog" }];
  const bridge = startBridge(t, writeConfig(folder, { mqtt: { url: broker.url }, routers, syslog }));
  await told(receipts, "whos-knocking/home/availability", "offline");
  holder.close();
  await told(receipts, "whos-knocking/home/availability", "online");
  const { stderr } = await bridge.stop();
  assert.equal(stderr.match(/another program has this port/g)?.length, 1, stderr);
  assert.match(stderr, /home +reads again, after \d+ failed/);
});

test("routers of a bridge that listens nowhere are there for imports alone", options, async (t) => {
  const broker = await openMosquitto(t);
  await using receipts = await collectReceipts({ url: broker.url });
  const routers = [{ name: "home", family: "syslog" }];
  const bridge = startBridge(t, writeConfig(temporaryFolder(t), { mqtt: { url: broker.url }, routers }));
  await told(receipts, "whos-knocking/home/availability", "offline");
  const { code, stderr } = await bridge.stop();
  const devices = receipts.all.filter(({ topic }) => topic.startsWith("homeassistant/device/"));
  assert.deepEqual([...new Set(devices.map(({ topic }) => topic.split("/")[2]))], ["whos_knocking_bridge"]);
  assert.equal(code, 0);
  assert.match(stderr, /sent to nowhere: syslog.listen is empty/);
  assert.match(stderr, /home +warning: syslog.listen is empty, so none of its lines can come/);
});

const blast = join(import.meta.dirname, "../support/blast.ts");
const flood = 20_000;

for (const transport of ["udp", "tcp", "tcp-counted"]) {
  test(`of a flood over ${transport} every line is journalled or counted as lost`, options, async (t) => {
    const folder = temporaryFolder(t);
    const broker = await openMosquitto(t);
    const port = await freePort();
    const syslog = { listen: [`${transport.slice(0, 3)}://127.0.0.1:${port}`] };
    const routers = [{ name: "home", family: "syslog", timezone: "UTC" }];
    const bridge = startBridge(t, writeConfig(folder, { mqtt: { url: broker.url }, routers, syslog }));
    await listening(bridge);
    await run(process.execPath, [blast, transport, String(port), String(flood), "50000"]);
    while (!isAccounted(folder)) await new Promise((resolve) => setTimeout(resolve, 200));
    const { stderr } = await bridge.stop();
    const { probes } = totalsOf(folder);
    const gaps = gapsOf(folder);
    const lost = gaps.reduce((sum, { entries }) => sum + (entries ?? 0), 0);
    t.diagnostic(`${probes} journalled, ${lost} lost in ${gaps.length} gaps`);
    assert.equal(probes + lost, flood, stderr);
    assert.ok(gaps.every(({ cause, isExact }) => cause === "overrun" && isExact));
    if (transport !== "udp") assert.equal(lost, 0);
    const doors = new Set(journalledProbes(dataDir(folder), "home").map(({ event }) => event.sourcePort));
    assert.equal(doors.size, probes, "each line is another packet");
  });
}

/** Whether everything that was sent is journalled or told as lost. */
function isAccounted(folder: string): boolean {
  const lost = gapsOf(folder).reduce((sum, { entries }) => sum + (entries ?? 0), 0);
  return totalsOf(folder).probes + lost >= flood;
}

const cycles = Number(process.env["KILL_CYCLES"] ?? 6);
const seed = Number(process.env["KILL_SEED"] ?? 1);

test(
  `${cycles} times kill -9 under lines: what is journalled arrives once, what is not lies in a gap`,
  options,
  async (t) => {
    const folder = temporaryFolder(t);
    const broker = await openMosquitto(t);
    const router = await startSender(t, { ...busy, seed });
    await using receipts = await collectReceipts({ url: broker.url, filter: "whos-knocking/#" });
    const config = writeConfig(folder, { mqtt: { url: broker.url }, routers: [router.router], syslog: router.syslog });
    const random = createRandom(seed);
    let bridge = startBridge(t, config);
    // From its first pass on the router is known, and what is lost can be told.
    await told(receipts, "whos-knocking/home/availability", "online");
    router.faults.freeze(false);
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await new Promise((resolve) => setTimeout(resolve, integerBetween(random, 0, 3000)));
      await bridge.kill();
      bridge = startBridge(t, config);
      await listening(bridge);
    }
    await router.more(20);
    router.faults.freeze(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { code, stderr } = await bridge.stop();
    assert.equal(code, 0, stderr);

    const journalled = journalledProbes(dataDir(folder), "home");
    const gaps = gapsOf(folder);
    const missing = missingOf(
      router.truth,
      journalled.map(({ event }) => event),
    );
    const slackMs = 50;
    const silent = missing.filter(({ index }) => {
      const atMs = router.sentMs[index] ?? 0;
      return !gaps.some(({ fromMs, toMs }) => atMs >= fromMs - slackMs && atMs <= toMs + slackMs);
    });
    t.diagnostic(
      `${router.truth.length} sent, ${journalled.length} journalled, ${missing.length} in ${gaps.length} gaps`,
    );
    assert.deepEqual(silent, []);
    // A life that ended before its first pass leaves its gap to the next.
    assert.ok(gaps.length > 0 && gaps.length <= cycles);
    assert.ok(gaps.every(({ cause }) => cause === "downtime"));
    assert.equal(journalled.length + missing.length, router.truth.length);
    assertJournalArrived(journalled, arrivedProbes(receipts.all, "home"));
  },
);

interface Packet {
  readonly source?: string | undefined;
  readonly sourcePort?: number | undefined;
  readonly port?: number | undefined;
}

/** The probes of the truth that the journal does not have; both are in order. */
function missingOf(truth: readonly string[], journalled: readonly Packet[]): readonly { readonly index: number }[] {
  const missing: { readonly index: number }[] = [];
  let place = 0;
  for (const [index, line] of truth.entries()) {
    const { source, source_port, port } = JSON.parse(line);
    const next = journalled[place];
    if (next?.source === source && next?.sourcePort === source_port && next?.port === port) place += 1;
    else missing.push({ index });
  }
  assert.equal(place, journalled.length, "the journal holds what was not sent, or not in that order");
  return missing;
}

async function sendUdp(line: string, port: number, from = "127.0.0.1"): Promise<void> {
  const socket = createSocket("udp4");
  socket.bind(0, from);
  await once(socket, "listening");
  await new Promise((resolve) => socket.send(line, port, "127.0.0.1", resolve));
  socket.close();
}

/** Resolves a moment after the clock's next full second. */
async function nextSecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1020 - (Date.now() % 1000)));
}

function stampNow(): string {
  const at = new Date();
  const month = at.toLocaleString("en", { month: "short", timeZone: "UTC" });
  return `${month} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
}
