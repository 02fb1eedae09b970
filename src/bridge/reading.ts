import type { Pipeline } from "../bridge.ts";
import { FatalError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RouterSettings } from "../model/router.ts";
import { backoffDelayMs } from "../routers/http/backoff.ts";
import { type Schedule, startSchedule } from "../schedule.ts";
import { createOutcomes } from "./outcomes.ts";
import type { PassResult } from "./pass.ts";

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

/** After a refusal we ask seldom: each wrong login may bring the router nearer to locking its owner out. */
const refusedPauseMs = 60 * 60_000;

/** Starts the passes of a router: one at once, then by its schedule. */
export function startReading(parts: ReadingParts): Reading {
  const { router, pipeline, log, now, onPass } = parts;
  const outcomes = createOutcomes(router.name, log, parts.onAvailability);
  const stopping = new AbortController();
  let notBeforeMs = 0;
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
      notBeforeMs = 0;
      outcomes.succeeded();
      onPass(result);
    } catch (thrown) {
      if (!stopping.signal.aborted) fail(thrown);
    }
  }

  function fail(thrown: unknown): void {
    const failures = outcomes.failed(thrown);
    const isRefused = thrown instanceof FatalError;
    notBeforeMs = now() + (isRefused ? refusedPauseMs : backoffDelayMs(failures, parts.random));
  }
}
