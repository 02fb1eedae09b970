import { EventEmitter, once } from "node:events";
import type { TestContext } from "node:test";
import type { SendingSimulator, SimulatorOptions } from "../../src/model/simulator.ts";
import { syslog } from "../../src/routers/syslog/index.ts";

/** A make-believe router in this process that sends its log, and every probe that it sent. */
export interface WatchedSender extends SendingSimulator {
  readonly truth: readonly string[];
  /** When each of them was sent, by our own clock. */
  readonly sentMs: readonly number[];
  /** Resolves when so many more probes than now were sent. */
  more(count: number): Promise<void>;
}

/** Starts one that goes with the test. It is frozen: what is sent before somebody listens would be lost. */
export async function startSender(t: TestContext, options: Partial<SimulatorOptions> = {}): Promise<WatchedSender> {
  const truth: string[] = [];
  const sentMs: number[] = [];
  const sent = new EventEmitter();
  const write = (line: string) => {
    truth.push(line);
    sentMs.push(Date.now());
    sent.emit("probe");
  };
  const launch = await syslog.simulator();
  const simulator = await launch({ port: 0, rate: 1000, seed: 1, ...options, truth: write });
  t.after(() => simulator.close());
  simulator.faults.freeze(true);
  // What was due until then was sent to nobody.
  truth.length = 0;
  sentMs.length = 0;
  return {
    ...simulator,
    truth,
    sentMs,
    more: async (count) => {
      const wanted = truth.length + count;
      while (truth.length < wanted) await once(sent, "probe");
    },
  };
}
