import { once } from "node:events";
import { openLabels } from "../../src/enrich/labels.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { TableKind } from "../../src/model/summary.ts";
import { createTables } from "../../src/summary/tables.ts";
import { type Bench, median, type Outcome } from "./figure.ts";
import { filledToMs, routerName, timezone } from "./filled-journal.ts";
import { addPass, fillHousehold } from "./household-journal.ts";
import { folder, program, start } from "./process.ts";

const days = 365;
const dayMs = 86_400_000;
const passes = 40;
const runs = 3;
const kinds: readonly TableKind[] = ["ports", "sources", "domains", "top_level_domains", "countries", "networks"];
const formats = ["text", "html", "json"];

/** What tables and reports of a busy year cost. */
export const tablesBench: Bench = {
  name: "tables",
  async run() {
    using data = folder();
    const probes = fillHousehold(data.path, days);
    return [...tableOutcomes(data.path, probes), ...(await reportOutcomes(data.path, probes))];
  },
};

/** CPU of each table of the year right after a pass that brought something, and of the first one of each. */
function tableOutcomes(path: string, probes: number): readonly Outcome[] {
  const journal = openJournal(path);
  const tables = createTables(
    journal,
    openLabels(journal.labels, () => undefined),
  );
  const period = { fromMs: filledToMs - days * dayMs, toMs: filledToMs + dayMs };
  const cpuMs = (kind: TableKind): number => {
    const before = process.cpuUsage();
    tables([{ name: routerName, timezone }], period).top(kind, 20);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const firstMs = kinds.reduce((sum, kind) => sum + cpuMs(kind), 0);
  const times = new Map(kinds.map((kind): [TableKind, number[]] => [kind, []]));
  for (let pass = 0; pass < passes; pass += 1) {
    addPass(journal, filledToMs + pass * 60_000);
    for (const kind of kinds) times.get(kind)?.push(cpuMs(kind));
  }
  journal.close();
  const medians = [...times].map(([kind, all]) => [kind, median(all)] as const);
  const slowest = Math.max(...medians.map(([, ms]) => ms));
  const note = `${probes} probes, each after a pass: ${medians.map(([kind, ms]) => `${kind} ${Math.round(ms)}`).join(", ")}`;
  return [
    { what: "CPU of the costliest table of a year", value: slowest, unit: "ms", aim: { atMost: 50 }, note },
    { what: "CPU of all its tables the first time", value: firstMs, unit: "ms", note: "their columns are read" },
  ];
}

async function reportOutcomes(path: string, probes: number): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const format of formats) {
    const seconds: number[] = [];
    for (let run = 0; run < runs; run += 1) seconds.push(await reportSeconds(path, format));
    outcomes.push({
      what: `report as ${format}`,
      value: median(seconds),
      unit: "s",
      note: `${probes} probes, from a cold start`,
    });
  }
  return outcomes;
}

async function reportSeconds(path: string, format: string): Promise<number> {
  const beganMs = performance.now();
  await using running = start(program, ["report", "--data-dir", path, "--format", format]);
  running.child.stdout.resume();
  await once(running.child, "close");
  return (performance.now() - beganMs) / 1000;
}
