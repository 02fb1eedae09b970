import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readJournal } from "../../src/journal/open.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { caughtUp, scraped } from "../support/bridge-receipts.ts";
import { type DnsReply, ptr, startDnsServer, txt } from "../support/dns-server.ts";
import { temporaryFolder } from "../support/folder.ts";
import { arrivedProbes, journalledProbes } from "../support/ledger.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { startProgram } from "../support/program.ts";
import { collectReceipts, type Receipts } from "../support/receipts.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };
/** About 20 probes a second, and room for what comes in half a minute. */
const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
/** Not due while a test runs: every pass is the one at the start, or one that was asked for. */
const never = "0 0 1 1 *";
const env = { WHOS_KNOCKING_ENRICH_DNS_ENABLED: "true" };

/** Every address has a name in one domain and one network. */
function answer(name: string): DnsReply {
  if (name.endsWith(".in-addr.arpa"))
    return [ptr(`h${name.replace(".in-addr.arpa", "").replaceAll(".", "-")}.example.net`)];
  if (name.endsWith(".origin.asn.cymru.com")) return [txt("64496 | 192.0.2.0/24 | US | arin | 2003-07-01")];
  return name === "as64496.asn.cymru.com" ? [txt("64496 | US | arin | 2003-07-01 | EXAMPLE-NET, US")] : "none";
}

/** Asks for passes until it is so. */
async function passesUntil(receipts: Receipts, isSo: () => boolean): Promise<void> {
  for (let lastMs = 0; !isSo(); ) {
    await receipts.publish("whos-knocking/home/set/scrape", "");
    lastMs = await scraped(receipts, "home", lastMs);
  }
}

function rowOf(receipts: Receipts, table: string, key: string): { readonly name: string } | undefined {
  const rows: readonly { readonly key: string; readonly name: string }[] = JSON.parse(
    receipts.latest(`whos-knocking/home/top/${table}`) ?? "[]",
  );
  return rows.find((row) => row.key === key);
}

function hostNameOf(folder: string, address = ""): string | undefined {
  const journal = readJournal(dataDir(folder));
  try {
    return journal.labels.of(address).hostname;
  } finally {
    journal.close();
  }
}

test("no probe and no stop waits for DNS; names come to the tables when they are found", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  const server = await startDnsServer(t, ({ name }) => answer(name));
  await using receipts = await collectReceipts({ url: broker.url });
  const dns = { servers: [server.address], per_minute: 6000, confirm: false, timeout_ms: 30_000 };
  const routers = [{ ...router.router, schedule: never }];
  const config = writeConfig(folder, { mqtt: { url: broker.url }, enrich: { dns }, routers });
  server.hold();

  await t.test("every probe arrives while nothing is answered", async () => {
    const bridge = startBridge(t, config, env);
    await scraped(receipts, "home", 0);
    await caughtUp(receipts, dataDir(folder), "home");
    await server.questions(1);
    const arrived = arrivedProbes(receipts.all, "home");
    assert.deepEqual(
      arrived.map(({ id }) => id),
      journalledProbes(dataDir(folder), "home").map(({ id }) => id),
    );
    assert.ok(arrived.every(({ payload }) => !payload.includes("hostname")));
    const { code, tookMs, stderr } = await bridge.stop();
    assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms: ${stderr}`);
  });

  await t.test("what one run did not find is found by the next", async () => {
    const bridge = startBridge(t, config, env);
    server.open();
    await passesUntil(receipts, () => rowOf(receipts, "domains", "example.net") !== undefined);
    await passesUntil(receipts, () => rowOf(receipts, "networks", "AS64496")?.name === "EXAMPLE-NET");
    const [oldest] = journalledProbes(dataDir(folder), "home");
    await passesUntil(receipts, () => hostNameOf(folder, oldest?.event.source) !== undefined);
    assert.equal((await bridge.stop()).code, 0);
  });
});

test("the demo names its sources from a server of its own", { timeout: 60_000 }, async (t) => {
  const cwd = temporaryFolder(t);
  const demo = startProgram(t, ["run"], { cwd });
  await demo.seen("stderr", /\d+ new: /);
  const { broker_url } = JSON.parse(readFileSync(join(cwd, "data/demo/runtime.json"), "utf8"));
  await using receipts = await collectReceipts({ url: broker_url });
  const keysOf = (table: string) => {
    const rows = JSON.parse(receipts.latest(`whos-knocking/demo/top/${table}`) ?? "[]");
    return rows.map(({ key }: { readonly key: string }) => key);
  };
  await receipts.when("a domain", () => keysOf("domains").includes("example.net") || undefined, 30_000);
  for (const domain of keysOf("domains")) assert.match(domain, /^(UNKNOWN|example\.(com|net|org))$/);
  await receipts.when(
    "a network",
    () => keysOf("networks").some((key: string) => /^AS645\d\d$/.test(key)) || undefined,
  );
  await receipts.when(
    "a country",
    () => keysOf("countries").some((key: string) => /^[A-Z]{2}$/.test(key)) || undefined,
  );
  demo.child.kill("SIGTERM");
  assert.equal((await demo.ended).code, 0);
});
