import type { PassResult, Pipeline } from "../bridge.ts";
import { describeError, FatalError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RouterSettings } from "../model/router.ts";
import { backoffDelayMs } from "../routers/http/backoff.ts";
import { type Schedule, startSchedule } from "../schedule.ts";

export interface ReadingParts {
  readonly router: RouterSettings;
  readonly pipeline: Pipeline;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly onPass: (result: PassResult) => void;
  /** Told when the log becomes readable or ceases to be. */
  readonly onAvailability: (isReadable: boolean) => void;
}

/** The reading of one router, on its schedule, until stopped. */
export interface Reading {
  /** A pass now, whatever the back-off says; nothing where one is under way. */
  scrapeNow(): Promise<void>;
  /** Interrupts a pass under way. */
  stop(): Promise<void>;
}

/** One slow answer is no outage: the second failure in a row is. A refusal is one at once. */
const failuresToUnavailable = 2;
/** After a refusal we ask seldom: each wrong login may bring the router nearer to locking its owner out. */
const refusedPauseMs = 60 * 60_000;

/** Starts the passes of a router: one at once, then by its schedule. */
export function startReading(parts: ReadingParts): Reading {
  const { router, pipeline, log, now, onPass, onAvailability } = parts;
  const stopping = new AbortController();
  let failures = 0;
  let notBeforeMs = 0;
  let said: string | undefined;
  let isReadable: boolean | undefined;
  const schedule: Schedule = startSchedule({
    expression: router.schedule,
    run: () => (now() < notBeforeMs ? Promise.resolve() : pass()),
    onSkip: () => log.debug(router.name, "the pass before still runs: this one is left out"),
    now,
  });

  return {
    scrapeNow: async () => {
      notBeforeMs = 0;
      await schedule.runNow();
    },
    stop: async () => {
      stopping.abort();
      await schedule.stop();
      await pipeline.close();
    },
  };

  /** The one catch of a pass. */
  async function pass(): Promise<void> {
    try {
      const result = await pipeline.pass(stopping.signal);
      if (failures > 0)
        log.info(router.name, `reads again, after ${failures} failed ${failures === 1 ? "pass" : "passes"}`);
      failures = 0;
      notBeforeMs = 0;
      said = undefined;
      setReadable(true);
      onPass(result);
    } catch (thrown) {
      if (!stopping.signal.aborted) fail(thrown);
    }
  }

  function fail(thrown: unknown): void {
    failures += 1;
    const isRefused = thrown instanceof FatalError;
    notBeforeMs = now() + (isRefused ? refusedPauseMs : backoffDelayMs(failures, parts.random));
    if (isRefused || failures >= failuresToUnavailable || isReadable === undefined) setReadable(false);
    const message = describeError(thrown);
    if (message === said) log.debug(router.name, message);
    else if (isRefused) log.error(router.name, message);
    else log.warn(router.name, message);
    said = message;
  }

  function setReadable(is: boolean): void {
    if (is === isReadable) return;
    isReadable = is;
    onAvailability(is);
  }
}
