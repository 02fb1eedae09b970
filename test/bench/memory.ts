import { once } from "node:events";
import { join } from "node:path";
import { startNameServer } from "../../src/routers/simulator/name-server.ts";
import { startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { observe } from "../support/observer.ts";
import { type Bench, median, type Outcome } from "./figure.ts";
import { filledToMs, fillJournal, markDelivered, routerName } from "./filled-journal.ts";
import { folder, program, residentMb, start, startRouter } from "./process.ts";
import { writeConfig } from "./start.ts";

const what = "resident memory of the bridge";
const probes = 1_000_000;
/** Twice the demo's: each pass of every second brings some probes. */
const rate = 1000;
const passes = 45;
const samples = 10;

/** How much memory a bridge holds that has much history, bursts of probes, and a broker. */
export const memoryBench: Bench = {
  name: "memory",
  async run() {
    if (withoutMosquitto !== false) return [{ what, skipped: withoutMosquitto }];
    if (residentMb(process.pid) === undefined) return [{ what, skipped: "this system has no /proc" }];
    const importsMb = await importsOnly();
    const { bridgeMb, highestMb } = await bridge();
    return outcomes(bridgeMb, highestMb, importsMb);
  },
};

function outcomes(bridgeMb: number, highestMb: number, importsMb: number): readonly Outcome[] {
  const note = `${probes} probes journalled, after ${passes} passes; highest ${Math.round(highestMb)} MB`;
  return [
    { what, value: bridgeMb, unit: "MB", aim: { atMost: 110 }, note },
    { what: "resident memory of its packages alone", value: importsMb, unit: "MB", note: "imported and idle" },
    { what: "memory, bridge to packages alone", value: bridgeMb / importsMb, unit: "times", aim: { atMost: 1.3 } },
  ];
}

async function importsOnly(): Promise<number> {
  const weights: number[] = [];
  // The first run fills the compile cache.
  for (let run = 0; run < 4; run += 1) {
    await using running = start(join(import.meta.dirname, "imports-only.js"), []);
    await once(running.child.stdout, "data");
    weights.push(residentMb(running.child.pid) ?? Number.NaN);
  }
  return median(weights.slice(1));
}

async function bridge(): Promise<{ readonly bridgeMb: number; readonly highestMb: number }> {
  await using stack = new AsyncDisposableStack();
  const data = stack.use(folder());
  fillJournal(data.path, probes, Math.min(filledToMs, Date.now()));
  markDelivered(data.path);
  const broker = stack.adopt(await startMosquitto(), (opened) => opened.close());
  const { router } = stack.use(await startRouter("smc-barricade", rate));
  const nameServer = stack.adopt(await startNameServer(), (opened) => opened.close());
  const config = writeConfig(data.path, broker, { ...router, name: routerName }, "* * * * * *", nameServer);
  const observer = stack.adopt(await observe(broker.url, "whos-knocking/+/state"), (opened) => opened.close());
  const told = async (count: number) => {
    const wanted = observer.receipts.length + count;
    await observer.receipt(() => observer.receipts.length >= wanted);
  };
  // The first run fills the compile cache: without it the compiler itself would be weighed.
  await using first = start(program, ["run", "--config", config]);
  await told(1);
  await first.stop();
  const { child } = stack.use(start(program, ["run", "--config", config]));
  await told(passes);
  const weights: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    await told(1);
    weights.push(residentMb(child.pid) ?? Number.NaN);
  }
  return { bridgeMb: median(weights), highestMb: residentMb(child.pid, "VmHWM") ?? Number.NaN };
}
