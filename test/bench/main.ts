import { parseArgs } from "node:util";
import { detectorsBench } from "./detectors.ts";
import { exportBench } from "./export.ts";
import { type Bench, type Figure, isMet, type Outcome, tableOf } from "./figure.ts";
import { historyBench } from "./history.ts";
import { importBench } from "./import.ts";
import { memoryBench } from "./memory.ts";
import { pageBench } from "./page.ts";
import { parseBench } from "./parse.ts";
import { packProgram } from "./process.ts";
import { publishRateBench } from "./publish-rate.ts";
import { startBench } from "./start.ts";
import { syslogFloodBench } from "./syslog-flood.ts";
import { tablesBench } from "./tables.ts";
import { unchangedPageBench } from "./unchanged-page.ts";
import { webStreamsBench } from "./web-streams.ts";

const benches: readonly Bench[] = [
  startBench,
  unchangedPageBench,
  historyBench,
  memoryBench,
  publishRateBench,
  detectorsBench,
  exportBench,
  importBench,
  tablesBench,
  parseBench,
  syslogFloodBench,
  webStreamsBench,
  pageBench,
];

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no such bench: ${unknown.join(", ")}; there are ${benches.map(({ name }) => name).join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  packProgram();
  const outcomes: Outcome[] = [];
  for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    process.stderr.write(`${bench.name} …\n`);
    outcomes.push(...(await bench.run()));
  }
  process.stdout.write(
    values.json ? `${JSON.stringify(outcomes.map(withVerdict), undefined, 2)}\n` : `${tableOf(outcomes)}\n`,
  );
}

function withVerdict(outcome: Outcome): Outcome | (Figure & { readonly is_met: boolean | undefined }) {
  return "skipped" in outcome ? outcome : { ...outcome, is_met: isMet(outcome) };
}
