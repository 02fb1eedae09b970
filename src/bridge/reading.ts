import type { Pipeline } from "../bridge.ts";
import type { DetectSettings } from "../detect/index.ts";
import { FatalError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createCooldown } from "../model/cooldown.ts";
import type { PollFamily, RouterSettings } from "../model/router.ts";
import { backoffDelayMs } from "../routers/http/backoff.ts";
import { type Schedule, startSchedule } from "../schedule.ts";
import { createAutoPace } from "./auto-pace.ts";
import { createOutcomes, type Readability } from "./outcomes.ts";
import type { PassResult } from "./pass.ts";

export interface ReadingParts {
  readonly router: RouterSettings;
  /** What the router bears, for a schedule that finds itself. */
  readonly family: Pick<PollFamily, "closestPollMs">;
  readonly pipeline: Pipeline;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly onPass: (result: PassResult) => void;
  /** Told when the log becomes readable or ceases to be. */
  readonly onReadability: (readability: Readability) => void;
  /** Whether it begins paused. */
  readonly isPaused: boolean;
}

/** How a pass that was asked for ended, or why there was none. */
export type PassOutcome =
  | { readonly kind: "done"; readonly result: PassResult }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "under way" | "paused" | "stopped" };

/** The reading of one router, on its schedule, until stopped. */
export interface Reading {
  /** A pass now, whatever the back-off says; none where one is under way. Never rejects. */
  scrapeNow(): Promise<PassOutcome>;
  /** No more passes while it is paused; when it no longer is, one at once. */
  pause(isPaused: boolean): void;
  /** Other thresholds for the detectors, from the next pass on. */
  watchWith(detect: DetectSettings): void;
  /** Interrupts a pass under way. */
  stop(): Promise<void>;
}

/** After a refusal we ask seldom: each wrong login may bring the router nearer to locking its owner out. */
const refusedPauseMs = 60 * 60_000;

/** Starts the passes of a router: one at once, then by its schedule. */
export function startReading(parts: ReadingParts): Reading {
  const { router, pipeline, log, now, onPass } = parts;
  const outcomes = createOutcomes(router.name, log, parts.onReadability);
  const pace = createAutoPace(parts.family);
  const stopping = new AbortController();
  const cooldown = createCooldown(now);
  let { isPaused } = parts;
  let outcome: PassOutcome = { kind: "stopped" };
  const schedule: Schedule = startSchedule({
    expression: router.schedule,
    pauseMs: pace.pauseMs,
    run: () => (isPaused || cooldown.isOn() ? Promise.resolve() : pass()),
    onSkip: () => log.debug(router.name, "the pass before still runs: this one is left out"),
    now,
  });

  return {
    scrapeNow,
    pause: (is) => {
      if (is === isPaused) return;
      isPaused = is;
      if (isPaused) return;
      pipeline.wasAway();
      void scrapeNow();
    },
    watchWith: pipeline.watchWith,
    stop: async () => {
      stopping.abort();
      await schedule.stop();
      await pipeline.close();
    },
  };

  async function scrapeNow(): Promise<PassOutcome> {
    if (isPaused) return { kind: "paused" };
    cooldown.end();
    if (await schedule.runNow()) return outcome;
    return { kind: stopping.signal.aborted ? "stopped" : "under way" };
  }

  /** The one catch of a pass. */
  async function pass(): Promise<void> {
    outcome = { kind: "stopped" };
    const startedMs = now();
    try {
      const result = await pipeline.pass(stopping.signal);
      cooldown.end();
      pace.succeeded(result, now() - startedMs);
      outcomes.succeeded();
      outcome = { kind: "done", result };
      onPass(result);
    } catch (thrown) {
      if (stopping.signal.aborted) return;
      outcome = { kind: "failed", error: thrown };
      fail(thrown);
    }
  }

  function fail(thrown: unknown): void {
    const failures = outcomes.failed(thrown);
    pace.failed();
    const isRefused = thrown instanceof FatalError;
    cooldown.start(isRefused ? refusedPauseMs : backoffDelayMs(failures, parts.random));
  }
}
