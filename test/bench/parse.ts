import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { type ClassifyContext, classify, hostList } from "../../src/classify.ts";
import { createLineSplitter } from "../../src/formats/line-splitter.ts";
import { createLineReader, longestLine } from "../../src/formats/reader.ts";
import { createStampResolver } from "../../src/formats/stamps.ts";
import type { Bench, Outcome } from "./figure.ts";
import { type GeneratedLog, writeMixedLog, writeNetfilterLog } from "./generated-log.ts";
import { mawk } from "./peers.ts";
import { folder } from "./process.ts";

const lines = 1_000_000;
const runs = 3;
/** An import reads at least so fast, for the other thread to have something to write. */
const aimPerSecond = 750_000;

/** How fast one thread understands the lines of a log: split, read, given a time and a class. */
export const parseBench: Bench = {
  name: "parse",
  run: async () => {
    using place = folder();
    const netfilter = join(place.path, "netfilter.log");
    const mixed = join(place.path, "mixed.log");
    const netfilterSpan = writeNetfilterLog(netfilter, lines, 1);
    const mixedSpan = writeMixedLog(mixed, lines, 1);
    const ofNetfilter: Took[] = [];
    const ofMixed: Took[] = [];
    // By turns, so that whatever else the machine does falls on both. The best counts: the others have waited.
    for (let run = 0; run < runs; run += 1) {
      ofNetfilter.push(parse(netfilter, netfilterSpan));
      ofMixed.push(parse(mixed, mixedSpan));
    }
    const perSecond = (all: readonly Took[]) => lines / Math.min(...all.map(({ processorS }) => processorS));
    const note = `${lines} lines, by the thread's own time, best of ${runs}`;
    return [
      {
        what: "lines of netfilter, on one thread",
        value: perSecond(ofNetfilter),
        unit: "lines/s",
        aim: { atLeast: aimPerSecond },
        note,
      },
      { what: "lines of a mixed log, on one thread", value: perSecond(ofMixed), unit: "lines/s", note },
      besideMawk(netfilter, Math.min(...ofNetfilter.map(({ clockS }) => clockS))),
    ];
  },
};

function besideMawk(log: string, tookS: number): Outcome {
  const what = "lines of netfilter, to mawk looking at them";
  const looks: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const lookS = mawk.time(log);
    if (typeof lookS !== "number") return { what, ...lookS };
    looks.push(lookS);
  }
  const lookS = Math.min(...looks);
  return { what, value: lookS / tookS, unit: "times", note: `mawk ${Math.round(lines / lookS)} lines/s` };
}

interface Took {
  readonly processorS: number;
  readonly clockS: number;
}

const pieceBytes = 65_536;

function parse(log: string, { toMs }: GeneratedLog): Took {
  const resolver = createStampResolver({ timezone: "UTC", nowMs: toMs });
  const reader = createLineReader({ format: "auto", resolver });
  const splitter = createLineSplitter(longestLine);
  const context: ClassifyContext = { knownHosts: hostList([]), countUnknown: true };
  const decoder = new TextDecoder();
  const piece = Buffer.alloc(pieceBytes);
  const file = openSync(log, "r");
  const beganMs = performance.now();
  const before = process.threadCpuUsage();
  let counted = 0;
  for (let bytes = readSync(file, piece); bytes > 0; bytes = readSync(file, piece)) {
    for (const line of splitter.push(decoder.decode(piece.subarray(0, bytes), { stream: true }))) {
      const reading = reader.read(line)?.reading;
      if (reading?.kind === "event" && classify(reading.event, context) !== undefined) counted += 1;
    }
  }
  const { user, system } = process.threadCpuUsage(before);
  closeSync(file);
  if (counted < lines / 2) throw new Error("the log was not understood");
  return { processorS: (user + system) / 1e6, clockS: (performance.now() - beganMs) / 1000 };
}
