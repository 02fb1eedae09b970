// Reads many mutated lines (`npm run fuzz -- --lines 10000000 --seed 1`), or every long line that can be made of the cases
// (`npm run fuzz -- --long`); says what was wrong, and which lines were slowest. Fails where one takes more than 10 ms.
import { parseArgs } from "node:util";
import { type Finding, fuzz, fuzzLong } from "./run.ts";
import { createStopwatch } from "./stopwatch.ts";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    long: { type: "boolean", default: false },
  },
});
const limitMs = 10;
const shown = 400;

const stopwatch = createStopwatch(limitMs);
const beganMs = performance.now();
const { findings, kinds, formats } = values.long
  ? fuzzLong(stopwatch.time)
  : fuzz(Number(values.lines), Number(values.seed), stopwatch.time);
const slow = stopwatch.slowest().map(({ line, ms }): Finding => ({ line, fault: `${ms.toFixed(1)} ms` }));

const lines = Object.values(kinds).reduce((sum, count) => sum + count, 0);
print(
  `${lines} lines${values.long ? "" : `, seed ${values.seed}`}, in ${((performance.now() - beganMs) / 1000).toFixed(0)} s`,
);
print(JSON.stringify({ kinds, formats: Object.fromEntries(formats) }));
print("slowest lines:");
slow.forEach(printFinding);
print(`${findings.length} findings`);
findings.forEach(printFinding);
process.exitCode = findings.length > 0 || stopwatch.hasSlow() ? 1 : 0;

function printFinding({ line, fault }: Finding): void {
  print(
    `  ${fault}: ${JSON.stringify(line.slice(0, shown))}${line.length > shown ? ` (${line.length} characters)` : ""}`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
