import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Figure, Outcome } from "./figure.ts";
import { median } from "./figure.ts";
import { writeMixedLog, writeNetfilterLog } from "./generated-log.ts";
import { folder, program, residentMb, start } from "./process.ts";

const lines = 1_000_000;
const runs = 3;

/** The least that any program does with such a log: looks at each field, and counts pairs of source and port. */
const mawkProgram =
  '{ s = d = ""; for (i = 1; i <= NF; i++) { k = substr($i, 1, 4); if (k == "SRC=") s = substr($i, 5); else if (k == "DPT=") d = substr($i, 5) } n[s, d]++ } END { for (k in n) c++; print c }';

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
    return outcomes;
  },
};

async function measure(name: string, log: string): Promise<readonly Outcome[]> {
  const imports: Imported[] = [];
  const looks: number[] = [];
  // By turns, so that whatever else the machine does falls on both.
  for (let run = 0; run < runs; run += 1) {
    imports.push(await imported(log));
    looks.push(lookedAt(log));
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
  if (Number.isNaN(lookS))
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

/** Seconds; NaN where there is no mawk. */
function lookedAt(log: string): number {
  const beganMs = performance.now();
  const { status } = spawnSync("mawk", [mawkProgram, log], { stdio: "ignore" });
  return status === 0 ? (performance.now() - beganMs) / 1000 : Number.NaN;
}
