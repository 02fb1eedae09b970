import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Figure, Outcome } from "./figure.ts";
import { median } from "./figure.ts";
import { writeMixedLog, writeNetfilterLog } from "./generated-log.ts";
import { fwlogwatch, mawk, type Peer, psad } from "./peers.ts";
import { folder, program, residentMb, start } from "./process.ts";

const lines = 1_000_000;
const fewLines = 100_000;
const runs = 3;

/** How fast logs come into the journal, beside a program that only looks at them; what that takes of memory and disk. */
export const importBench: Bench = {
  name: "import",
  async run() {
    const outcomes: Outcome[] = [];
    for (const [name, write] of [
      ["netfilter", writeNetfilterLog],
      ["mixed", writeMixedLog],
    ] as const) {
      using place = folder();
      const log = join(place.path, "log");
      write(log, lines, 1);
      outcomes.push(...(await measure(name, log)));
    }
    return [...outcomes, ...(await besideAnalyzers())];
  },
};

/** The import of a log beside programs that sum one up; these take a minute for a tenth of it. */
async function besideAnalyzers(): Promise<readonly Outcome[]> {
  using place = folder();
  const log = join(place.path, "log");
  writeNetfilterLog(log, fewLines, 1);
  const imports: number[] = [];
  for (let run = 0; run < runs; run += 1) imports.push((await imported(log)).tookS);
  return [fwlogwatch, psad].map((peer) => besideAnalyzer(peer, log, median(imports)));
}

function besideAnalyzer(peer: Peer, log: string, importS: number): Outcome {
  const what = `import of a netfilter log, to ${peer.name}`;
  const tookS = peer.time(log);
  if (typeof tookS !== "number") return { what, ...tookS };
  const note = `${importS.toFixed(2)} s and ${tookS.toFixed(1)} s for ${fewLines} lines`;
  return { what, value: tookS / importS, unit: "times", aim: { atLeast: 100 }, note };
}

async function measure(name: string, log: string): Promise<readonly Outcome[]> {
  const imports: Imported[] = [];
  const looks: number[] = [];
  // By turns, so that whatever else the machine does falls on both.
  for (let run = 0; run < runs; run += 1) {
    imports.push(await imported(log));
    const tookS = mawk.time(log);
    if (typeof tookS === "number") looks.push(tookS);
  }
  const tookS = median(imports.map((one) => one.tookS));
  const [first] = imports;
  const figures: Figure[] = [
    {
      what: `import of a ${name} log`,
      value: lines / tookS,
      unit: "lines/s",
      note: `${lines} lines, ${Math.round(statSync(log).size / lines)} bytes each`,
    },
    {
      what: `memory of an import of a ${name} log`,
      value: Math.max(...imports.map((one) => one.highestMb)),
      unit: "MB",
      aim: { atMost: 250 },
    },
  ];
  if (first !== undefined) {
    figures.push({
      what: `journal of a ${name} log`,
      value: first.journalBytes / first.probes,
      unit: "bytes/probe",
      aim: { atMost: 80 },
      note: `${first.probes} probes, with indexes and rollups`,
    });
  }
  const lookS = median(looks);
  if (looks.length === 0)
    return [...figures, { what: `import of a ${name} log beside mawk`, skipped: "mawk is not installed" }];
  return [
    ...figures,
    {
      what: `import of a ${name} log, to mawk looking at it`,
      value: lookS / tookS,
      unit: "times",
      aim: { atLeast: 1 },
      note: `mawk ${Math.round(lines / lookS)} lines/s`,
    },
  ];
}

interface Imported {
  readonly tookS: number;
  readonly highestMb: number;
  readonly probes: number;
  readonly journalBytes: number;
}

async function imported(log: string): Promise<Imported> {
  using place = folder();
  const config = join(place.path, "whos-knocking.yaml");
  const dataDir = join(place.path, "data");
  writeFileSync(
    config,
    `data_dir: ${dataDir}\nrouters: [{name: home, family: netgear, url: "http://127.0.0.1:9", timezone: UTC}]\n`,
  );
  const beganMs = performance.now();
  await using running = start(program, ["import", log, "--config", config]);
  let highestMb = 0;
  let said = "";
  running.child.stderr.on("data", (piece: string) => {
    said += piece;
  });
  const timer = setInterval(() => {
    highestMb = Math.max(highestMb, residentMb(running.child.pid, "VmHWM") ?? 0);
  }, 50);
  await once(running.child, "close");
  clearInterval(timer);
  const tookS = (performance.now() - beganMs) / 1000;
  const probes = Number(/(\d+) new probes/.exec(said)?.[1]);
  return { tookS, highestMb, probes, journalBytes: statSync(join(dataDir, "journal.sqlite")).size };
}
