import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { readJournal } from "../../src/journal/open.ts";
import { freePort, startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import type { Bench, Figure, Outcome } from "./figure.ts";
import { folder, program, type Running, residentMb, start } from "./process.ts";

const what = "flood of syslog";
const blast = join(import.meta.dirname, "../support/blast.ts");
const lines = 250_000;
const perSecond = 50_000;
const router = "home";
/** Quarter seconds without anything new. */
const patience = 40;

/** Five seconds of 50,000 lines a second: is each journalled or counted as lost, how many a second, and what does that weigh? */
export const syslogFloodBench: Bench = {
  name: "syslog-flood",
  async run() {
    if (withoutMosquitto !== false) return [{ what, skipped: withoutMosquitto }];
    return [...(await measure("udp")), ...(await measure("tcp"))];
  },
};

async function measure(transport: "udp" | "tcp"): Promise<readonly Outcome[]> {
  await using stack = new AsyncDisposableStack();
  const data = stack.use(folder());
  const broker = stack.adopt(await startMosquitto(), (opened) => opened.close());
  const port = await freePort();
  const config = join(data.path, "whos-knocking.yaml");
  const listen = [`${transport}://127.0.0.1:${port}`];
  const routers = [{ name: router, family: "syslog", timezone: "UTC" }];
  writeFileSync(config, stringify({ data_dir: data.path, mqtt: { url: broker.url }, syslog: { listen }, routers }));
  const bridge = stack.use(start(program, ["run", "--config", config]));
  await said(bridge, "listens on");
  const restMb = residentMb(bridge.child.pid) ?? Number.NaN;
  const beganMs = performance.now();
  const sender = stack.use(start(blast, [transport, String(port), String(lines), String(perSecond)]));
  await once(sender.child, "exit");
  const counted = await settled(data.path);
  const tookMs = counted.lastMs - beganMs;
  const highestMb = residentMb(bridge.child.pid, "VmHWM") ?? Number.NaN;
  await bridge.stop();
  return figures(transport, { ...counted, ...count(data.path), tookMs, restMb, highestMb });
}

interface Counted {
  readonly journalled: number;
  readonly lost: number;
  /** When the last of them was journalled. */
  readonly lastMs: number;
}

/** Waits until everything is accounted for, or nothing more comes; what was lost is told every five seconds. */
async function settled(dataDir: string): Promise<Counted> {
  let last = { ...count(dataDir), lastMs: performance.now() };
  for (let quiet = 0; quiet < patience && last.journalled + last.lost < lines; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = count(dataDir);
    if (now.journalled > last.journalled) quiet = 0;
    last = { ...now, lastMs: now.journalled > last.journalled ? performance.now() : last.lastMs };
  }
  return last;
}

function count(dataDir: string): Pick<Counted, "journalled" | "lost"> {
  const journal = readJournal(dataDir);
  const { probes } = journal.totals(router);
  const gaps = [...journal.records({ kinds: new Set(["gap"]) })];
  journal.close();
  const lost = gaps.reduce((sum, record) => sum + (record.kind === "gap" ? (record.gap.entries ?? 0) : 0), 0);
  return { journalled: probes, lost };
}

function figures(
  transport: string,
  { journalled, lost, tookMs, restMb, highestMb }: Counted & { tookMs: number; restMb: number; highestMb: number },
): readonly Figure[] {
  const name = `${what}, ${transport}`;
  const note = `${lines} lines at ${perSecond} a second: ${journalled} journalled, ${lost} told as lost`;
  return [
    {
      what: `${name}: lines that nobody accounts for`,
      value: Math.abs(lines - journalled - lost),
      unit: "lines",
      aim: { atMost: 0 },
      note,
    },
    { what: `${name}: kept`, value: (1000 * journalled) / tookMs, unit: "lines/s" },
    {
      what: `${name}: highest memory`,
      value: highestMb,
      unit: "MB",
      aim: { atMost: 300 },
      note: `${Math.round(restMb)} MB before`,
    },
  ];
}

async function said({ child }: Running, words: string): Promise<void> {
  for (let text = ""; !text.includes(words); ) text += String((await once(child.stderr, "data"))[0]);
}
