import type { TestContext } from "node:test";
import type { OptionTable, OptionValues } from "../../src/model/options.ts";
import type { ParsedPage } from "../../src/model/page.ts";
import type { LogSource, PollFamily } from "../../src/model/router.ts";
import type { Simulator, SimulatorOptions } from "../../src/model/simulator.ts";
import { routerSettings } from "./router-settings.ts";

/** A family beside its simulator, both on one clock that only the test moves. */
export interface FamilyBench {
  readonly simulator: Simulator;
  readonly clock: { nowMs: number };
  /** Every line of the simulator's truth so far. */
  readonly truth: readonly string[];
  readonly source: LogSource;
  /** One pass: fetched and parsed. */
  read(): Promise<ParsedPage>;
}

/** Sets a family up against its simulator over real sockets, until the test is over. */
export async function benchOf<Table extends OptionTable>(
  context: TestContext,
  family: PollFamily<Table>,
  given: Parameters<typeof routerSettings<Table>>[1] = {},
  options: Partial<SimulatorOptions> = {},
): Promise<FamilyBench> {
  const clock = { nowMs: Date.UTC(2026, 1, 1) };
  const now = () => clock.nowMs;
  const truth: string[] = [];
  const start = await family.simulator();
  const simulator = await start({ port: 0, rate: 1, seed: 1, now, truth: (line) => truth.push(line), ...options });
  const { options: reaching, ...entry } = simulator.router;
  // They are those of the family's own table; its type does not follow through the simulator's.
  const own = { ...(reaching as Partial<OptionValues<Table>>), ...given.options };
  const settings = routerSettings(family, { ...entry, ...given, options: own });
  const driver = await family.driver();
  const source = driver.open(settings, now);
  context.after(async () => {
    await source.close();
    await simulator.close();
  });
  const read = async () => driver.parse(await source.fetch(AbortSignal.timeout(10_000)), settings);
  return { simulator, clock, truth, source, read };
}
