import { describeError, FatalError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Whether the log of a router can be read, and what is in the way. */
export interface Readability {
  /** Undefined before that is known. */
  readonly isReadable?: boolean | undefined;
  readonly problem?: string | undefined;
  /** True where the router refused us. */
  readonly isRefusal?: boolean | undefined;
}

/** How the passes of one router go: people are told once, and what its log's availability is. */
export interface Outcomes {
  succeeded(): void;
  /** @returns how many have failed in a row */
  failed(thrown: unknown): number;
}

/** One slow answer is no outage: the second failure in a row is. A refusal is one at once. */
const failuresToUnavailable = 2;

/** @param onReadability is told whenever that changes */
export function createOutcomes(router: string, log: Log, onReadability: (readability: Readability) => void): Outcomes {
  let failures = 0;
  let said: string | undefined;
  let isReadable: boolean | undefined;
  return {
    succeeded() {
      if (failures > 0) log.info(router, `reads again, after ${failures} failed ${failures === 1 ? "pass" : "passes"}`);
      const isNews = isReadable !== true || said !== undefined;
      failures = 0;
      said = undefined;
      isReadable = true;
      if (isNews) onReadability({ isReadable });
    },
    failed(thrown) {
      failures += 1;
      const isRefusal = thrown instanceof FatalError;
      const wasReadable = isReadable;
      if (isRefusal || failures >= failuresToUnavailable || isReadable === undefined) isReadable = false;
      const problem = describeError(thrown);
      if (problem === said) log.debug(router, problem);
      else if (isRefusal) log.error(router, problem);
      else log.warn(router, problem);
      const isNews = problem !== said || isReadable !== wasReadable;
      said = problem;
      if (isNews) onReadability({ isReadable, problem, isRefusal });
      return failures;
    },
  };
}
