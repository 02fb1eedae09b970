import type { Config } from "../config.ts";
import { describeError, FatalError, RetryableError, UsageError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Live } from "./live.ts";
import type { ConfigPlace } from "./set-up.ts";

/** Rung by whoever wants the configuration read again. */
export interface Bell {
  ring(): void;
  /** Resolves once it has rung, however often, since this resolved last. */
  rung(): Promise<void>;
}

export function createBell(): Bell {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    async rung() {
      await next.promise;
      next = Promise.withResolvers();
    },
  };
}

export interface ReloadParts {
  readonly bell: Bell;
  readonly place: Pick<ConfigPlace, "readAgain">;
  readonly log: Log;
  readonly live: Live;
}

/** Waits until the configuration is to be read again, and is sound. One that is not is told, and changes nothing. */
export async function nextConfig({ bell, place, log, live }: ReloadParts): Promise<Config> {
  for (;;) {
    await bell.rung();
    try {
      const config = await place.readAgain();
      log.info(scope, "read again: everything begins anew with it");
      live.tell({ event: "config", data: { state: "taken_up" } });
      return config;
    } catch (thrown) {
      tellRefusal(thrown, log, live);
    }
  }
}

/** Says what is wrong with a configuration that cannot take the place of the one that runs. */
export function tellRefusal(thrown: unknown, log: Log, live: Live): void {
  const isForeseen = thrown instanceof FatalError || thrown instanceof RetryableError;
  if (!isForeseen) throw thrown;
  const problems = thrown instanceof UsageError ? thrown.problems : [describeError(thrown)];
  for (const problem of problems) log.error(scope, problem);
  log.error(scope, "it is not used: everything goes on as before");
  live.tell({ event: "config", data: { state: "refused", problems } });
}

const scope = "config";
