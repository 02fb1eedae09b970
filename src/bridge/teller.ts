import type { PassResult } from "../bridge.ts";
import type { Log } from "../log.ts";
import type { RouterSettings } from "../model/router.ts";
import type { ServiceName } from "../summary/summary.ts";
import { describeGap, describeProbes, describeRejects } from "./describe.ts";

/** A router's clock that is further ahead of ours is worth a word, once. */
const tellSkewMs = 5 * 60_000;

/** Tells the log what a pass brought: one readable line a fact, nothing where nothing happened. */
export function createTeller(router: RouterSettings, log: Log, service: ServiceName): (result: PassResult) => void {
  let isSkewTold = false;
  return (result) => {
    for (const record of result.records) {
      if (record.kind === "gap") log.warn(router.name, describeGap(record.gap, router.timezone));
    }
    const probes = describeProbes(result.records, service);
    if (probes !== undefined) log.info(router.name, probes);
    if (result.rejects > 0) log.warn(router.name, describeRejects(result.rejects, result.rejectSamples));
    if (result.isAmbiguous)
      log.debug(router.name, "equal rows without a time: the fewest that can be new were taken for new");
    const skewMs = result.skewMs ?? 0;
    if (skewMs > tellSkewMs && !isSkewTold) {
      const minutes = Math.round(skewMs / 60_000);
      log.warn(
        router.name,
        `the router's clock is ${minutes} minutes ahead of ours: check the time zone and both clocks`,
      );
    }
    isSkewTold = skewMs > tellSkewMs;
  };
}
