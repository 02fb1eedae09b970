import type { PollFamily } from "../model/router.ts";
import { firstPauseMs, nextPauseMs } from "../schedule/pace.ts";
import { fillTimeMs, type Reading, readingOf } from "../schedule/turnover.ts";
import { autoBounds } from "../schedule.ts";
import type { PassResult } from "./pass.ts";

/** How long to wait from one pass to the next of a router whose schedule is `auto`. */
export interface AutoPace {
  pauseMs(): number;
  /** @param tookMs how long the pass took */
  succeeded(result: PassResult, tookMs: number): void;
  failed(): void;
}

/** One for each router: it learns from pass to pass. */
export function createAutoPace({ closestPollMs }: Pick<PollFamily, "closestPollMs">): AutoPace {
  const bounds = { ...autoBounds, leastMs: Math.max(autoBounds.leastMs, closestPollMs) };
  let pauseMs = firstPauseMs(bounds);
  let before: Reading | undefined;
  return {
    pauseMs: () => pauseMs,
    succeeded: (result, tookMs) => {
      const reading = readingOf(result);
      const fillMs = fillTimeMs(before, reading);
      pauseMs = nextPauseMs(pauseMs, { kind: "read", fillMs, tookMs }, bounds);
      before = reading;
    },
    failed: () => {
      pauseMs = nextPauseMs(pauseMs, { kind: "failed" }, bounds);
    },
  };
}
