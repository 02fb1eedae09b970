import type { SimulatorFaults, SimulatorOptions } from "../../model/simulator.ts";
import { wireFacts } from "../../model/wire.ts";
import type { LogWriter, WrittenRow } from "./family.ts";
import { faultSwitches, noFaults } from "./faults.ts";
import { feedOf } from "./feed.ts";
import { createRandom } from "./random.ts";
import { advanceByItself } from "./timer.ts";

/** A make-believe router that sends each line as it writes it. */
export interface Sending {
  /** What only a web interface can have wrong with it changes nothing here. */
  readonly faults: SimulatorFaults;
  advance(): void;
  /** Sends no more. */
  stop(): void;
}

/**
 * Writes from now on, and hands each line to `send`. Of the faults, a frozen log writes nothing, a line that would hang is lost on
 * its way, and one that is cut is sent cut.
 */
export function startSending(family: LogWriter, options: SimulatorOptions, send: (line: string) => void): Sending {
  const now = options.now ?? Date.now;
  const faults = noFaults();
  const random = createRandom(options.seed ^ 0xfa17);
  const feed = feedOf(family, options, now());
  const advance = (nowMs: number) => {
    for (const row of feed.take(nowMs)) enter(row);
  };
  const stop =
    options.now === undefined ? advanceByItself({ advance, nextMs: feed.nextMs }, now) : (): void => undefined;
  const events = {
    reboot: () => {
      for (const row of family.bootRows?.(now(), random) ?? []) enter(row);
    },
    hostileText: () => {
      for (const row of family.hostileRows(now())) enter(row);
    },
    clear: () => undefined,
    loginTimeout: () => undefined,
  };
  return { faults: faultSwitches(faults, events, () => advance(now())), advance: () => advance(now()), stop };

  function enter(row: WrittenRow): void {
    if (faults.isFrozen) return;
    // One JSON line with exactly the keys that this log can tell (DESIGN 4.2), before anybody can read the row.
    if (row.event !== undefined) options.truth?.(JSON.stringify(wireFacts(row.event)));
    if (faults.hangs > 0) faults.hangs -= 1;
    else send(faults.truncations > 0 ? cut(row.text) : row.text);
  }

  function cut(text: string): string {
    faults.truncations -= 1;
    return text.slice(0, Math.floor(text.length * (0.2 + 0.6 * random.next())));
  }
}
