import { readEnvelope } from "../../../src/formats/envelope.ts";
import { formats, moreSpecific } from "../../../src/formats/index.ts";
import { createLineReader, type LineReader, type ReadLine } from "../../../src/formats/reader.ts";
import { createRecognition } from "../../../src/formats/recognition.ts";
import { createStampResolver } from "../../../src/formats/stamps.ts";
import type { LineReading } from "../../../src/model/format.ts";
import { createRandom } from "../../../src/routers/simulator/random.ts";
import { faultsOf } from "./faults.ts";
import { caseLines, createMutator, longLines, type MutatedLine } from "./mutations.ts";

/** A line with what is wrong with its reading. */
export interface Finding {
  readonly line: string;
  readonly fault: string;
}

export interface FuzzRun {
  /** At most some more than twenty: then the run ends. */
  readonly findings: readonly Finding[];
  /** Lines by what became of them. */
  readonly kinds: Readonly<Record<LineReading["kind"] | "blank", number>>;
  /** Events by the format that read them. */
  readonly formats: ReadonlyMap<string, number>;
}

/** Is called with each line, and calls `read`, which reads it. */
type Watch = (line: string, read: () => void) => void;

/** Reads that many mutated lines, the same ones for the same seed. */
export function fuzz(lines: number, seed: number, watch: Watch): FuzzRun {
  const nextLine = createMutator(caseLines(), createRandom(seed));
  return run(
    (function* () {
      for (let left = lines; left > 0; left -= 1) yield nextLine();
    })(),
    watch,
  );
}

/** Reads every long line that can be made of the cases. */
export function fuzzLong(watch: Watch): FuzzRun {
  return run(
    (function* () {
      for (const whole of caseLines()) for (const line of longLines(whole)) yield { line, isMixed: false };
    })(),
    watch,
  );
}

const mostFindings = 20;
/** Lines that one reader gets: enough for what stands above a line to matter. */
const linesOfStream = 500;
/** Long lines are mutated ones that were grown: the same grammar, and slow. */
const longestCompared = 4000;

function run(lines: Iterable<MutatedLine>, watch: Watch): FuzzRun {
  const kinds = { event: 0, note: 0, reject: 0, blank: 0 };
  const byFormat = new Map<string, number>();
  const findings: Finding[] = [];
  const compare = createComparison();
  let reader = newReader();
  for (const { line, isMixed } of lines) {
    const { read, faults } = readWatched(reader, line, watch);
    const differences = isMixed || line.length > longestCompared ? [] : compare(line);
    findings.push(...[...faults, ...differences].map((fault) => ({ line, fault })));
    kinds[read?.reading.kind ?? "blank"] += 1;
    if (read?.reading.kind === "event") {
      const { format } = read.reading.event;
      byFormat.set(format, (byFormat.get(format) ?? 0) + 1);
    }
    if (reader.lines() >= linesOfStream) reader = newReader();
    if (findings.length >= mostFindings) break;
  }
  return { findings, kinds, formats: byFormat };
}

function newReader(): LineReader {
  const resolver = createStampResolver({ timezone: "Europe/Berlin", nowMs: Date.UTC(2026, 10, 25) });
  return createLineReader({ format: "auto", resolver });
}

function readWatched(
  reader: LineReader,
  line: string,
  watch: Watch,
): { readonly read?: ReadLine | undefined; readonly faults: readonly string[] } {
  let read: ReadLine | undefined;
  try {
    watch(line, () => {
      read = reader.read(line);
    });
    return { read, faults: faultsOf(read, line) };
  } catch (thrown) {
    return { faults: [`thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`] };
  }
}

/** A line means the same wherever it stands: but for its time, for repetitions, and for formats with a head. */
function createComparison(): (line: string) => readonly string[] {
  const stateless = formats.filter(({ start }) => start === undefined);
  const stream = createRecognition(stateless, moreSpecific);
  return (line) => {
    const envelope = readEnvelope(line);
    const alone = told(createRecognition(stateless, moreSpecific).read(envelope));
    const among = told(stream.read(envelope));
    return alone === among ? [] : [`alone ${alone}, among others ${among}`];
  };
}

function told(reading: LineReading | undefined): string {
  return reading === undefined ? "unknown line" : JSON.stringify(reading);
}
