import type { SimulatorOptions } from "../../model/simulator.ts";
import type { Background, LogWriter, WrittenRow } from "./family.ts";
import { createRandom, exponential } from "./random.ts";
import { advanceTraffic, beginTraffic, nextTrafficMs } from "./traffic.ts";

/** A row on its way into the log. */
export interface DueRow extends WrittenRow {
  readonly timeMs: number;
}

/** Rows as time brings them. */
export interface Feed {
  /** When the next row is due; infinity when none will come. */
  nextMs(): number;
  /** Every row up to and including that moment that was not taken before, in order. */
  take(untilMs: number): readonly DueRow[];
}

/** Everything that is written from a moment on: real lines where there are some to replay, else invented ones. */
export function feedOf(family: LogWriter, { replay, seed, rate }: SimulatorOptions, fromMs: number): Feed {
  if (replay !== undefined) return replayFeed(family, replay, seed, fromMs, rate);
  const probes = inventedFeed(family, seed, fromMs, rate);
  return family.background === undefined
    ? probes
    : mergedFeed([probes, backgroundFeed(family.background, seed, fromMs, rate)]);
}

/** Invented probes, written as the family writes them. */
function inventedFeed(family: LogWriter, seed: number, startMs: number, rate: number): Feed {
  let state = beginTraffic(seed, startMs, rate);
  const random = createRandom(seed ^ 0x5eed);
  return {
    nextMs: () => nextTrafficMs(state),
    take(untilMs) {
      const advanced = advanceTraffic(state, untilMs);
      state = advanced.state;
      return advanced.probes.flatMap((probe) => {
        const row = family.writeProbe(probe, random);
        return row === undefined ? [] : [{ timeMs: probe.timeMs, ...row }];
      });
    },
  };
}

/** What the router writes beside probes. */
function backgroundFeed(background: Background, seed: number, startMs: number, rate: number): Feed {
  const random = createRandom(seed ^ 0xbac6);
  return arrivals(startMs, background.perDay * rate, seed, (timeMs) => background.write(timeMs, random));
}

/** Real lines in their order, as often as the article's probes came. */
function replayFeed(family: LogWriter, lines: readonly string[], seed: number, startMs: number, rate: number): Feed {
  const rest = lines[Symbol.iterator]();
  return arrivals(startMs, 323 * rate, seed, (timeMs) => {
    const line = rest.next();
    return line.done === true ? undefined : family.replay(line.value, timeMs);
  });
}

/** Several feeds as one. */
function mergedFeed(feeds: readonly Feed[]): Feed {
  return {
    nextMs: () => Math.min(...feeds.map((feed) => feed.nextMs())),
    take: (untilMs) => feeds.flatMap((feed) => feed.take(untilMs)).sort((one, other) => one.timeMs - other.timeMs),
  };
}

/** A Poisson process that ends when `write` has nothing more. */
function arrivals(
  startMs: number,
  perDay: number,
  seed: number,
  write: (timeMs: number) => WrittenRow | undefined,
): Feed {
  const random = createRandom(seed ^ 0xa221);
  const meanMs = 86_400_000 / perDay;
  let nextMs = startMs + exponential(random, meanMs);
  return {
    nextMs: () => nextMs,
    take(untilMs) {
      const due: DueRow[] = [];
      while (nextMs <= untilMs) {
        const timeMs = Math.floor(nextMs);
        const row = write(timeMs);
        if (row !== undefined) due.push({ timeMs, ...row });
        nextMs = row === undefined ? Number.POSITIVE_INFINITY : nextMs + exponential(random, meanMs);
      }
      return due;
    },
  };
}
