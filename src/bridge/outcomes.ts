import { describeError, FatalError } from "../errors.ts";
import type { Log } from "../log.ts";

/** How the passes of one router go: people are told once, and what its log's availability is. */
export interface Outcomes {
  succeeded(): void;
  /** @returns how many have failed in a row */
  failed(thrown: unknown): number;
}

/** One slow answer is no outage: the second failure in a row is. A refusal is one at once. */
const failuresToUnavailable = 2;

export function createOutcomes(router: string, log: Log, onAvailability: (isReadable: boolean) => void): Outcomes {
  let failures = 0;
  let said: string | undefined;
  let isReadable: boolean | undefined;
  return {
    succeeded() {
      if (failures > 0) log.info(router, `reads again, after ${failures} failed ${failures === 1 ? "pass" : "passes"}`);
      failures = 0;
      said = undefined;
      setReadable(true);
    },
    failed(thrown) {
      failures += 1;
      const isRefused = thrown instanceof FatalError;
      if (isRefused || failures >= failuresToUnavailable || isReadable === undefined) setReadable(false);
      const message = describeError(thrown);
      if (message === said) log.debug(router, message);
      else if (isRefused) log.error(router, message);
      else log.warn(router, message);
      said = message;
      return failures;
    },
  };

  function setReadable(is: boolean): void {
    if (is === isReadable) return;
    isReadable = is;
    onAvailability(is);
  }
}
