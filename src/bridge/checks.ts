import type { Checked } from "../model/actions.ts";
import type { RouterSettings } from "../model/router.ts";
import { requireFamily } from "../routers/index.ts";
import { checkRouter } from "../tasks/check.ts";
import type { ReceivingStatus } from "./receiving.ts";

export interface ChecksParts {
  readonly now: () => number;
  /** How the listener is doing, where there is one that listens. */
  readonly receiving: () => ReceivingStatus | undefined;
}

/** Looks at routers while the bridge runs: those that are asked are asked, of those that send it is told what has come. */
export function createCheck({
  now,
  receiving,
}: ChecksParts): (router: RouterSettings, signal: AbortSignal) => Promise<Checked> {
  return async (router, signal) => {
    const family = requireFamily(router.family);
    if (family.side === "push") return describeReceiving(receiving());
    const { isSound, words } = await checkRouter(router, family, now, signal);
    return { isSound, words };
  };
}

function describeReceiving(status: ReceivingStatus | undefined): Checked {
  if (status === undefined) return { isSound: false, words: "nothing is listened to: see syslog.listen" };
  const { addresses, received, unknown, unknownSenders } = status;
  const others = unknownSenders.map(({ address }) => address).join(", ");
  return {
    isSound: received > 0,
    words: [
      `listens on ${addresses.join(" and ")}; ${received} ${received === 1 ? "line has" : "lines have"} come since the start`,
      ...(unknown === 0 ? [] : [`${unknown} of nobody who is known: ${others}`]),
    ].join("; "),
  };
}
