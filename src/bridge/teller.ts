import type { Log } from "../log.ts";
import type { RouterSettings } from "../model/router.ts";
import type { ServiceName } from "../summary/summary.ts";
import { describeGap, describeProbes, describeRejects } from "./describe.ts";
import { describeFinding, isNews } from "./describe-finding.ts";
import type { PassResult } from "./pass.ts";

/** A clock that differs more from ours is worth a word, once. */
const tellSkewMs = 5 * 60_000;
/** A router that sends its log sends all of it, and most of that is no business of ours: now and then is enough. */
const tellRejectsEveryMs = { poll: 0, push: 3_600_000 } as const;

/** Tells the log what a pass brought: one readable line a fact, nothing where nothing happened. */
export function createTeller(
  router: RouterSettings,
  side: "poll" | "push",
  log: Log,
  service: ServiceName,
): (result: PassResult) => void {
  const tellRejects = createRejectTeller(router.name, side, log);
  const tellSkew = createSkewTeller(router.name, side, log);
  return (result) => {
    for (const record of result.records) {
      if (record.kind === "gap") log.warn(router.name, describeGap(record.gap, side));
      if (record.kind === "finding" && isNews(record.finding)) log.info(router.name, describeFinding(record.finding));
    }
    const probes = describeProbes(result.records, service);
    if (probes !== undefined) log.info(router.name, probes);
    tellRejects(result);
    if (result.isAmbiguous)
      log.debug(router.name, "equal rows without a time: the fewest that can be new were taken for new");
    tellSkew(result.skewMs);
  };
}

/** The first rejects at once; those of a router that sends its log then gathered over an hour. */
function createRejectTeller(router: string, side: "poll" | "push", log: Log): (result: PassResult) => void {
  let untold = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return ({ rejects, rejectSamples, scrapedAtMs }) => {
    untold += rejects;
    if (rejects === 0 || scrapedAtMs - toldAtMs < tellRejectsEveryMs[side]) return;
    log[side === "poll" ? "warn" : "info"](router, describeRejects(untold, rejectSamples));
    untold = 0;
    toldAtMs = scrapedAtMs;
  };
}

/** Once, until it is right again. A page whose times are right has none; of lines some tell the time, and some do not. */
function createSkewTeller(router: string, side: "poll" | "push", log: Log): (skewMs: number | undefined) => void {
  let isTold = false;
  return (skewMs) => {
    if (skewMs === undefined && side === "push") return;
    const isFarOff = Math.abs(skewMs ?? 0) > tellSkewMs;
    if (isFarOff && !isTold) log.warn(router, describeSkew(skewMs ?? 0));
    isTold = isFarOff;
  };
}

function describeSkew(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const side = skewMs > 0 ? "ahead of" : "behind";
  return `the router's clock is ${minutes} minutes ${side} ours: check the time zone and both clocks`;
}
