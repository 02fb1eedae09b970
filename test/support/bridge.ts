import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { stringify } from "yaml";
import type { Simulator, SimulatorOptions } from "../../src/model/simulator.ts";
import { pollFamily } from "./families.ts";
import type { Ended, ProgramOptions, RunningProgram } from "./program.ts";
import { startProgram } from "./program.ts";

/** A make-believe router in this process, and every probe that entered its log. */
export interface WatchedSimulator extends Simulator {
  readonly truth: readonly string[];
  /** Resolves when so many more probes than now have entered. */
  more(count: number): Promise<void>;
}

/** Starts one that goes with the test. */
export async function startRouter(
  t: TestContext,
  options: Partial<SimulatorOptions> & { readonly family?: string } = {},
): Promise<WatchedSimulator> {
  const truth: string[] = [];
  const entered = new EventEmitter();
  const write = (line: string) => {
    truth.push(line);
    entered.emit("probe");
  };
  const launch = await pollFamily(options.family ?? "smc-barricade").simulator();
  const simulator = await launch({ port: 0, rate: 1000, seed: 1, ...options, truth: write });
  t.after(() => simulator.close());
  return {
    ...simulator,
    truth,
    more: async (count) => {
      const wanted = truth.length + count;
      while (truth.length < wanted) await once(entered, "probe");
    },
  };
}

/** Writes a configuration file into a folder that also gets the data; gives the file's name. */
export function writeConfig(folder: string, sections: Readonly<Record<string, unknown>>): string {
  const file = join(folder, "whos-knocking.yaml");
  writeFileSync(file, stringify({ data_dir: dataDir(folder), ...sections }));
  return file;
}

export function dataDir(folder: string): string {
  return join(folder, "data");
}

/** A bridge as a process of its own. */
export interface RunningBridge extends RunningProgram {
  /** Asks it to stop, and waits for its end. */
  stop(signal?: "SIGTERM" | "SIGINT"): Promise<Ended & { readonly tookMs: number }>;
  kill(): Promise<void>;
}

/** Starts the bridge of a configuration file; it ends with the test. */
export function startBridge(t: TestContext, file: string, env: ProgramOptions["env"] = {}): RunningBridge {
  const program = startProgram(t, ["run", "--config", file], { env });
  return {
    ...program,
    stop: async (signal = "SIGTERM") => {
      const askedMs = performance.now();
      program.child.kill(signal);
      return { ...(await program.ended), tookMs: performance.now() - askedMs };
    },
    kill: async () => {
      program.child.kill("SIGKILL");
      await program.ended;
    },
  };
}
