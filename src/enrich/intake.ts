import { describeError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { LabelAnswer, LabelStore } from "../model/labels.ts";

export interface IntakeParts {
  readonly store: LabelStore;
  /** What is known of an address without asking anybody. */
  readonly look: (address: string) => readonly LabelAnswer[];
  /** Told when all that came is taken in. */
  readonly onDone: () => void;
  readonly log: Log;
  readonly now: () => number;
}

/** Gives each source a row among the labels, whoever counted it, and keeps what is known without asking up to date. */
export interface Intake {
  /** There may be new sources; these were seen just now. */
  wake(seen: Iterable<string>): void;
  stop(): void;
}

/** So many take some ms: a pass or a message that is due in between waits no longer. */
const slice = 200;
const retryMs = 60_000;

/** Works in slices, so that an import of a year holds nothing up. */
export function startIntake({ store, look, onDone, log, now }: IntakeParts): Intake {
  const seen = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return {
    wake(addresses) {
      for (const address of addresses) seen.add(address);
      schedule(0);
    },
    stop: () => clearTimeout(timer),
  };

  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, delayMs);
  }

  function work(): void {
    try {
      if (store.takeIn(slice, look) || refresh()) schedule(0);
      else onDone();
    } catch (thrown) {
      log.debug("labels", `sources wait to be taken in: ${describeError(thrown)}`);
      schedule(retryMs);
    }
  }

  /** Looks again at those that were seen and are due; true while more of them are left. */
  function refresh(): boolean {
    const addresses = seen.values().take(slice).toArray();
    const nowMs = now();
    const answers = addresses.flatMap((address) => {
      const due = store.due(address);
      return look(address).filter(({ kind }) => due[kind] <= nowMs);
    });
    if (answers.length > 0) store.keep(answers);
    for (const address of addresses) seen.delete(address);
    return seen.size > 0;
  }
}
