import { once } from "node:events";
import type { Bench, Outcome } from "./figure.ts";
import { filledToMs, fillJournal } from "./filled-journal.ts";
import { folder, program, residentMb, start } from "./process.ts";

const what = "memory of an export";
const few = 200_000;
const many = 1_000_000;
const formats = ["ndjson", "csv", "ecs"];

/** How fast a journal is written out, and that five times the rows take no more memory. */
export const exportBench: Bench = {
  name: "export",
  async run() {
    if (residentMb(process.pid) === undefined) return [{ what, skipped: "this system has no /proc" }];
    using small = folder();
    using large = folder();
    fillJournal(small.path, few, Math.min(filledToMs, Date.now()));
    const rows = fillJournal(large.path, many, Math.min(filledToMs, Date.now()));
    const outcomes: Outcome[] = [];
    for (const format of formats) {
      const { highestMb: fewMb } = await exported(small.path, format);
      const { highestMb, tookMs } = await exported(large.path, format);
      outcomes.push(
        { what: `export as ${format}`, value: (1000 * rows) / tookMs, unit: "rows/s", note: `${rows} probes` },
        {
          what: `${what} as ${format}, ${many / few} times the rows`,
          value: highestMb / fewMb,
          unit: "times",
          aim: { atMost: 1.25 },
          note: `${Math.round(fewMb)} and ${Math.round(highestMb)} MB`,
        },
      );
    }
    return outcomes;
  },
};

async function exported(
  dataDir: string,
  format: string,
): Promise<{ readonly tookMs: number; readonly highestMb: number }> {
  const beganMs = performance.now();
  await using running = start(program, ["export", "--data-dir", dataDir, "--format", format]);
  const { child } = running;
  let highestMb = 0;
  child.stdout.on("data", () => {
    highestMb = residentMb(child.pid, "VmHWM") ?? highestMb;
  });
  await once(child, "close");
  return { tookMs: performance.now() - beganMs, highestMb };
}
