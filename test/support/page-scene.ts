import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { LabelAnswer } from "../../src/model/labels.ts";
import type { Simulator } from "../../src/model/simulator.ts";
import { startNameServer } from "../../src/routers/simulator/name-server.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "./bridge.ts";
import { temporaryFolder } from "./folder.ts";
import { runToEnd } from "./program.ts";

/** A bridge with a page over a journal that has seen something. */
export interface PageScene {
  /** Where the page is; with a slash at its end. */
  readonly url: string;
  /** The make-believe router. */
  readonly router: Simulator["router"];
}

/** Texts that strangers would like a page to take for more. */
export const hostileTexts = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(1)</script>",
  "\u202egnp.exe \u2066isolated",
  "مرحبا بالعالم 🚪🔨👩‍👩‍👧‍👦",
  "{{constructor.constructor('alert(1)')()}}",
  "javascript:alert(1)",
] as const;

/** As long as DNS lets a name be. */
export const longName = [..."abcd"]
  .map((letter) => letter.repeat(62))
  .join(".")
  .concat(".x");

const hostileSource = (index: number) => `203.0.113.${index + 1}`;

/**
 * Router `home` is a busy make-believe one, with a DNS server that names its sources; router `edge` is known by the log of a hostile
 * world alone.
 */
export async function startPageScene(t: TestContext): Promise<PageScene> {
  const folder = temporaryFolder(t);
  const names = await startNameServer();
  t.after(() => names.close());
  const { router } = await startRouter(t, { rate: 1000, seed: 7, ringSize: 60 });
  const config = writeConfig(folder, {
    mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
    enrich: { dns: { enabled: true, servers: [names.address], per_minute: 6000 } },
    web: { enabled: true, listen: "127.0.0.1:0" },
    routers: [
      { ...router, name: "home", schedule: "*/2 * * * * *" },
      { name: "edge", family: "syslog", timezone: "Asia/Tokyo" },
    ],
  });
  const log = join(folder, "hostile.log");
  writeFileSync(log, hostileLog(Date.now()));
  const imported = await runToEnd(t, ["import", log, "--router", "edge", "--timezone", "UTC", "--config", config]);
  assert.equal(imported.code, 0, imported.stderr);
  keepHostileLabels(dataDir(folder));
  const environment = { WHOS_KNOCKING_WEB_ENABLED: "true", WHOS_KNOCKING_ENRICH_DNS_ENABLED: "true" };
  const bridge = startBridge(t, config, environment);
  await bridge.seen("stderr", /home +\d+ new/);
  const { page_url: url } = JSON.parse(readFileSync(join(dataDir(folder), "runtime.json"), "utf8"));
  return { url, router };
}

/** A netfilter log of the last twenty hours whose rules are hostile texts. */
function hostileLog(nowMs: number): string {
  const lines = Array.from({ length: 600 }, (_, index) => {
    const time = new Date(nowMs - (600 - index) * 120_000).toISOString().replace("Z", "+00:00");
    const rule = hostileTexts[index % hostileTexts.length];
    const source = hostileSource(index % hostileTexts.length);
    return `${time} gate kernel: [${rule}] IN=eth0 OUT= MAC= SRC=${source} DST=192.0.2.1 LEN=60 TOS=0x00 PREC=0x00 TTL=50 ID=1 PROTO=TCP SPT=${1024 + index} DPT=${20 + (index % 9)} WINDOW=1 RES=0x00 SYN URGP=0`;
  });
  return `${lines.join("\n")}\n`;
}

/** Names that DNS would never have got through to us, and networks as they like to be called. */
function keepHostileLabels(dir: string): void {
  const journal = openJournal(dir);
  const known = { foundMs: 0, dueMs: Number.MAX_SAFE_INTEGER };
  journal.labels.keep(
    hostileTexts.flatMap((text, index): readonly LabelAnswer[] => [
      {
        address: hostileSource(index),
        kind: "name",
        labels: { hostname: index === 0 ? longName : text, domain: text, tld: "x" },
        ...known,
      },
      { address: hostileSource(index), kind: "network", labels: { asn: 64_496 + index, network: text }, ...known },
    ]),
  );
  journal.close();
}
