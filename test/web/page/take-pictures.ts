import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../../src/journal/open.ts";
import type { LabelAnswer } from "../../../src/model/labels.ts";
import { createRandom, exponential, integerBetween, type Random } from "../../../src/routers/simulator/random.ts";
import { packProgram, pageUrl, program, start } from "../../bench/process.ts";
import { dataDir, writeConfig } from "../../support/bridge.ts";
import { startChromium } from "../../support/chromium.ts";
import { openStrictPage } from "../../support/strict-page.ts";

// Takes the README's pictures anew: a made-up month of a household, all of it from addresses that are kept for documentation.

const days = 30;
const hourMs = 3_600_000;
const networks = ["192.0.2", "198.51.100", "203.0.113"];
const countries = [
  "CN",
  "US",
  "NL",
  "RU",
  "DE",
  "BR",
  "IN",
  "HK",
  "SG",
  "KR",
  "FR",
  "VN",
  "GB",
  "UA",
  "MX",
  "TW",
  "IR",
  "ZA",
  "AR",
  "ID",
  "JP",
  "TR",
];
const doors = [
  ["TCP", 23],
  ["TCP", 445],
  ["TCP", 22],
  ["UDP", 137],
  ["TCP", 3389],
  ["UDP", 5060],
  ["TCP", 8080],
  ["TCP", 1433],
  ["TCP", 5555],
  ["UDP", 1900],
  ["TCP", 8728],
  ["TCP", 6379],
] as const;
const pictures = [
  ["#/", "overview"],
  ["#/countries?from=30d", "countries"],
] as const;

packProgram();
const folder = mkdtempSync(join(tmpdir(), "whos-knocking-pictures-"));
const config = writeConfig(folder, {
  mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
  // What is known of the addresses is made up below.
  enrich: { dns: { enabled: false }, country: { enabled: false } },
  syslog: { listen: ["udp://127.0.0.1:0"] },
  web: { listen: "127.0.0.1:0" },
  routers: [{ name: "home", family: "syslog", timezone: "UTC" }],
});
const log = join(folder, "month.log");
writeFileSync(log, monthLog(Date.now(), createRandom(11)));
await using importing = start(program, ["import", log, "--router", "home", "--config", config]);
await once(importing.child, "exit");
keepLabels(dataDir(folder), createRandom(12));
await using bridge = start(program, ["run", "--config", config], { WHOS_KNOCKING_WEB_ENABLED: "true" });
const url = await pageUrl(dataDir(folder));
const browser = await startChromium();
for (const [hash, name] of pictures) {
  const strict = await openStrictPage(browser, url, {
    viewport: { width: 1280, height: 860 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  await strict.show(hash);
  // The chart comes after what is read.
  await strict.page.waitForTimeout(500);
  await strict.page.screenshot({ path: `addon/page-${name}.png` });
  await strict.close();
}
await browser.close();
await bridge.stop();
rmSync(folder, { recursive: true, force: true });

/** More by night than by day, and of few sources more than of many. */
function monthLog(nowMs: number, random: Random): string {
  const lines: string[] = [];
  for (let timeMs = nowMs - days * 24 * hourMs; timeMs < nowMs; timeMs += exponential(random, meanGapMs(timeMs))) {
    const [protocol, port] = pick(doors, random);
    const source = sourceOf(random);
    const repeats = random.next() < 0.05 ? integerBetween(random, 3, 5) : 1;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const time = new Date(timeMs + repeat * 2000).toISOString().replace("Z", "+00:00");
      lines.push(
        `${time} gate kernel: [DROP] IN=eth0 OUT= MAC= SRC=${source} DST=10.0.0.1 LEN=40 TOS=0x00 PREC=0x00 TTL=50 ID=1 PROTO=${protocol} SPT=${integerBetween(random, 1024, 65_000)} DPT=${port}${protocol === "TCP" ? " WINDOW=1024 RES=0x00 SYN URGP=0" : " LEN=20"}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** 323 a day, as in the article, one and a half times that by night. */
function meanGapMs(timeMs: number): number {
  const hour = new Date(timeMs).getUTCHours();
  return (24 * hourMs) / (323 * (hour < 7 || hour > 21 ? 1.5 : 0.75));
}

function sourceOf(random: Random): string {
  return `${pick(networks, random)}.${Math.floor(random.next() ** 3 * 250) + 1}`;
}

/** The first ones are met most. */
function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random.next() ** 2 * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

function keepLabels(dir: string, random: Random): void {
  const journal = openJournal(dir);
  const known = { foundMs: 0, dueMs: Number.MAX_SAFE_INTEGER };
  const addresses = networks.flatMap((network) => Array.from({ length: 254 }, (_, host) => `${network}.${host + 1}`));
  journal.labels.keep(
    addresses.flatMap((address, index): readonly LabelAnswer[] => [
      { address, kind: "country", labels: { country: pick(countries, random) }, ...known },
      {
        address,
        kind: "name",
        labels: index % 3 === 0 ? {} : { hostname: `host-${index}.dyn.example.net`, domain: "example.net", tld: "net" },
        ...known,
      },
    ]),
  );
  journal.close();
}
