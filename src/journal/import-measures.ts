import { attemptWindowMs, createAttempts } from "../attempts.ts";
import { createMultiple, largerRun, type MultipleRun, multipleWindowMs } from "../multiple.ts";
import type { AddressColumn } from "./address.ts";
import { classNumbers } from "./event-row.ts";
import type { ImportRow, KnownRow } from "./import-row.ts";
import { quarterOf } from "./local-day.ts";
import { type MeasureStates, stepMeasures } from "./measures.ts";
import type { Shapes } from "./shapes.ts";

/** A multiple attack, and the door that it was on. */
interface RunOnDoor extends MultipleRun {
  readonly shape: number;
  readonly source: AddressColumn;
  readonly port: number;
}

/** What is measured of a quarter hour. */
export interface QuarterMeasure {
  attempts: number;
  multiple: number;
  multipleAttempts: number;
  /** The largest that began in it. */
  run: RunOnDoor | undefined;
}

/** Measures rows in the order of time, by quarter hours. */
export interface MeasureFold {
  add(row: ImportRow | KnownRow): void;
  readonly byQuarter: ReadonlyMap<number, QuarterMeasure>;
}

const probeNumber = classNumbers.indexOf("probe");
const ports = 2 ** 16;
const mostSources = 2 ** 21;

/**
 * Keys are numbers, for texts would cost as much as all the rest: sources are numbered as they come, and a source, its port and the
 * port it knocked on fit into the 53 bits of one.
 */
export function createMeasureFold(shapes: Shapes): MeasureFold {
  const byQuarter = new Map<number, QuarterMeasure>();
  const sources = new Map<number | string, number>();
  let statesOf = createStates(shapes);
  return {
    byQuarter,
    add(row) {
      if (row.eventClass !== probeNumber || row.source === null || row.port === null) return;
      const { timeMs, count, port, sourcePort, shape, source } = row;
      const uncertaintyMs = "uncertaintyMs" in row ? row.uncertaintyMs : 0;
      const number = numberOf(row.source);
      const { states, hasTuple } = statesOf(shape);
      const isTuple = hasTuple && sourcePort !== null && uncertaintyMs <= attemptWindowMs;
      const measured = stepMeasures(states, {
        timeMs,
        count,
        tuple: isTuple ? (number * ports + sourcePort) * ports + port : undefined,
        door: uncertaintyMs <= multipleWindowMs ? number * ports + port : undefined,
      });
      if (measured.attempts === 1) measureOf(timeMs).attempts += 1;
      for (const knock of measured.multiple) measureOf(knock.timeMs).multiple += knock.count;
      for (const knock of measured.multipleAttempts) measureOf(knock.timeMs).multipleAttempts += knock.count;
      const { run } = measured;
      if (run === undefined) return;
      const measure = measureOf(run.firstMs);
      measure.run = largerRun(measure.run, { ...run, shape, source, port });
    },
  };

  function numberOf(address: number | string | Uint8Array): number {
    const name = address instanceof Uint8Array ? Buffer.from(address).toString("hex") : address;
    const known = sources.get(name);
    if (known !== undefined) return known;
    // No household sees so many; where somebody's log does, its windows of a minute begin anew once.
    if (sources.size >= mostSources) {
      sources.clear();
      statesOf = createStates(shapes);
    }
    sources.set(name, sources.size);
    return sources.size - 1;
  }

  function measureOf(timeMs: number): QuarterMeasure {
    const quarter = quarterOf(timeMs);
    const known = byQuarter.get(quarter);
    if (known !== undefined) return known;
    const fresh = { attempts: 0, multiple: 0, multipleAttempts: 0, run: undefined };
    byQuarter.set(quarter, fresh);
    return fresh;
  }
}

interface ShapeStates {
  readonly states: MeasureStates;
  /** Whether the log tells protocol and destination, without which there is no 5-tuple. */
  readonly hasTuple: boolean;
}

/** Attempts are told apart by protocol and destination too, doors by protocol. */
function createStates(shapes: Shapes): (shape: number) => ShapeStates {
  const ofShape = new Map<number, ShapeStates>();
  const attempts = remembering(createAttempts);
  const multiple = remembering(createMultiple);
  const multipleAttempts = remembering(createMultiple);
  return (shape) => {
    const known = ofShape.get(shape);
    if (known !== undefined) return known;
    const { protocol, destination } = shapes.of(shape);
    const fresh = {
      states: {
        attempts: attempts(`${protocol} ${destination}`),
        multiple: multiple(`${protocol}`),
        multipleAttempts: multipleAttempts(`${protocol}`),
      },
      hasTuple: protocol !== undefined && destination !== undefined,
    };
    ofShape.set(shape, fresh);
    return fresh;
  };
}

function remembering<Value>(create: () => Value): (name: string) => Value {
  const values = new Map<string, Value>();
  return (name) => {
    const value = values.get(name) ?? create();
    values.set(name, value);
    return value;
  };
}
