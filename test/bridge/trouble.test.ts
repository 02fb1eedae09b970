import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { assertNoSecret, caughtUp, scraped, told } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGuardedBroker } from "../support/guarded-broker.ts";
import { arrivedProbes, assertJournalArrived, assertTruthJournalled, journalledProbes } from "../support/ledger.ts";
import { freePort, openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";
import { startSilentServer } from "../support/silent-server.ts";

const timeout = 60_000;
const options = { skip: withoutMosquitto, timeout };
const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
const everySecond = "* * * * * *";
const anyRouter = { name: "home", family: "smc-barricade", url: "http://127.0.0.1:9" };

/** So many lines of the log about one router, with these words at their beginning. */
function lines(scope: string, words: RegExp, count: number): RegExp {
  return new RegExp(`(?:^\\d\\d:\\d\\d:\\d\\d ${scope} +${words.source}.*\\n[\\s\\S]*){${count}}`, "m");
}

/** What people are told at the level warning or above about one router, or about the broker. */
function complaints(stderr: string, scope: string): readonly string[] {
  const line = new RegExp(`^\\d\\d:\\d\\d:\\d\\d ${scope} +(?:warning|error): (.*)$`, "gm");
  return [...stderr.matchAll(line)].map(([, words = ""]) => words);
}

test("routers that cannot be read are told by name, once and plainly, and are in nobody's way", options, async (t) => {
  const broker = await openMosquitto(t);
  const smc = await startRouter(t, busy);
  const netgear = await startRouter(t, { ...busy, family: "netgear" });
  const silent = await startSilentServer(t);
  const secrets = ["not-the-password", "nobody-asked-for-it"];
  const [wrong = "", unasked = ""] = secrets;
  const router = { family: "smc-barricade", url: smc.url, username: "admin", password: unasked, schedule: everySecond };
  const config = writeConfig(temporaryFolder(t), {
    mqtt: { url: broker.url },
    log: { level: "debug" },
    routers: [
      { ...router, name: "refused", password: wrong },
      { ...router, name: "nobody", url: `http://127.0.0.1:${await freePort()}` },
      { ...router, name: "no_log", options: { log_path: "/status.htm" } },
      { ...router, name: "silent", url: silent.url, timeout_ms: 300 },
      { ...netgear.router, name: "good", schedule: everySecond },
    ],
  });
  await using receipts = await collectReceipts({ url: broker.url });
  const bridge = startBridge(t, config);
  const expected = [
    ["refused", /^the router refuses the password, .* correct username and password/],
    ["nobody", /^http:\S+ refuses connections; /],
    ["no_log", /^the page \/status\.htm is not the log: check log_path/],
    ["silent", /did not begin a proper answer within 0\.3 s$/],
  ] as const;

  await t.test("Home Assistant is told that their log is out of reach", async () => {
    for (const [name] of expected) await told(receipts, `whos-knocking/${name}/availability`, "offline");
    await told(receipts, "whos-knocking/good/availability", "online");
  });

  await t.test("the other router goes on", async () => {
    let lastMs = 0;
    for (let pass = 0; pass < 3; pass += 1) lastMs = await scraped(receipts, "good", lastMs);
    await receipts.when("a probe", () => arrivedProbes(receipts.all, "good")[0]);
  });

  // A person who asks again is answered with another try, and not told the same again.
  for (const [name] of expected) {
    await receipts.publish(`whos-knocking/${name}/set/scrape`, "");
    await bridge.seen("stderr", lines(name, /\w+: /, 2));
  }
  const { code, tookMs, stdout, stderr } = await bridge.stop();
  for (const [name, words] of expected) {
    await t.test(`${name}: one plain line`, () => {
      const told = complaints(stderr, name);
      assert.equal(told.length, 1, told.join("\n"));
      assert.match(told[0] ?? "", words);
    });
  }
  assert.deepEqual([code, complaints(stderr, "good"), tookMs < 2000], [0, [], true], stderr);
  assertNoSecret(secrets, receipts, [stdout, stderr]);
});

test("a stop does not wait for routers that hang", options, async (t) => {
  const broker = await openMosquitto(t);
  const servers = [await startSilentServer(t), await startSilentServer(t)];
  const routers = servers.map(({ url }, index) => ({
    name: `silent_${index}`,
    family: index === 0 ? "netgear" : "smc-barricade",
    url,
    timeout_ms: 60_000,
  }));
  const bridge = startBridge(t, writeConfig(temporaryFolder(t), { mqtt: { url: broker.url }, routers }));
  for (const { asked } of servers) await asked;
  const { code, tookMs, stderr } = await bridge.stop("SIGINT");
  assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms: ${stderr}`);
});

test("a broker that refuses us gets everything once it lets us in", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openGuardedBroker(t, "witness", "w");
  const router = await startRouter(t, busy);
  const password = "correct-horse-battery";
  await using receipts = await collectReceipts({ url: broker.url, username: "witness", password: "w" });
  const mqtt = { url: broker.url, username: "bridge", password };
  const routers = [{ ...router.router, schedule: everySecond }];
  const bridge = startBridge(t, writeConfig(folder, { mqtt, routers, log: { level: "debug" } }));
  await bridge.seen("stderr", lines("home", /\d+ new/, 2));
  broker.admit("bridge", password);
  await told(receipts, "whos-knocking/bridge/state", "online");
  router.faults.freeze(true);
  await scraped(receipts, "home", Date.now());
  await caughtUp(receipts, dataDir(folder), "home");
  const { code, stdout, stderr } = await bridge.stop();
  const journalled = journalledProbes(dataDir(folder), "home");
  assertTruthJournalled(router.truth, journalled);
  assertJournalArrived(journalled, arrivedProbes(receipts.all, "home"));
  assert.deepEqual(
    [code, complaints(stderr, "broker")],
    [
      0,
      [
        `the broker at ${broker.url} refuses the user "bridge". Correct mqtt.username and mqtt.password, or let the user in there.`,
      ],
    ],
  );
  assertNoSecret([password], receipts, [stdout, stderr]);
});

test("a broker that hangs holds up no stop, and gets the rest from the next start", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  await using receipts = await collectReceipts({ url: broker.url });
  const routers = [{ ...router.router, schedule: everySecond }];
  const config = writeConfig(folder, { mqtt: { url: broker.url }, routers });
  const bridge = startBridge(t, config);
  await scraped(receipts, "home", 0);
  broker.pause();
  await bridge.seen("stderr", lines("home", /\d+ new/, 3));
  const { code, tookMs, stderr } = await bridge.stop();
  assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms: ${stderr}`);
  t.diagnostic(`stopped after ${Math.round(tookMs)} ms`);
  const atStop = journalledProbes(dataDir(folder), "home");
  assert.ok(arrivedProbes(receipts.all, "home").length < atStop.length);

  const next = startBridge(t, config);
  await next.seen("stderr", /^ {2}journal /m);
  broker.resume();
  router.faults.freeze(true);
  await scraped(receipts, "home", Date.now());
  await caughtUp(receipts, dataDir(folder), "home");
  // The will of the run before is not to come after the `online` of this one.
  assert.equal(receipts.latest("whos-knocking/bridge/state"), "online");
  await next.stop();
  assertJournalArrived(journalledProbes(dataDir(folder), "home"), arrivedProbes(receipts.all, "home"));
});

test("a broken journal file ends the program with one plain line, and is left as it is", { timeout }, async (t) => {
  const folder = temporaryFolder(t);
  const file = join(dataDir(folder), "journal.sqlite");
  mkdirSync(dataDir(folder));
  writeFileSync(file, "no database\n".repeat(1000));
  assert.deepEqual(await startBridge(t, writeConfig(folder, { routers: [anyRouter] })).ended, {
    code: 1,
    stdout: "",
    stderr: `${file} is no journal, or a damaged one: restore it from a backup, or move it away and a new one is begun\n`,
  });
  assert.equal(readFileSync(file, "utf8"), "no database\n".repeat(1000));
});

test("a folder that cannot be made ends the program with one plain line", { timeout }, async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(dataDir(folder), "a file");
  const config = writeConfig(folder, { data_dir: join(dataDir(folder), "below"), routers: [anyRouter] });
  const { code, stderr } = await startBridge(t, config).ended;
  assert.deepEqual([code, stderr.trimEnd().split("\n").length], [1, 1], stderr);
  assert.match(
    stderr,
    /^data_dir: \S+ cannot be made: create it and let this user write to it, or set another folder$/m,
  );
});

test("a second bridge on the same data ends with one plain line, and the first goes on", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  await using receipts = await collectReceipts({ url: broker.url });
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    routers: [{ ...router.router, schedule: everySecond }],
  });
  const first = startBridge(t, config);
  await scraped(receipts, "home", 0);
  const { code, stdout, stderr } = await startBridge(t, config).ended;
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^the journal \S+ is being written by another program \(a running bridge\?\): .*\n$/);
  await scraped(receipts, "home", Date.now());
  assert.equal(receipts.latest("whos-knocking/bridge/state"), "online");
  assert.equal((await first.stop()).code, 0);
});
