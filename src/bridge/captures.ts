import { FatalError } from "../errors.ts";
import type { Capture } from "../model/actions.ts";
import type { RouterSettings } from "../model/router.ts";
import { requireFamily } from "../routers/index.ts";

/** Captures what a router that is asked answers; what that takes is loaded when somebody wants it. */
export function createCapture(
  now: () => number,
): (router: RouterSettings, hide: readonly string[], signal: AbortSignal) => Promise<Capture> {
  return async (router, hide, signal) => {
    const family = requireFamily(router.family);
    if (family.side === "push")
      throw new FatalError(`${router.name} sends its log by itself: there is nothing to capture`);
    const { captureRouter } = await import("../tasks/capture.ts");
    return captureRouter({ router, family, now, signal, hide });
  };
}
