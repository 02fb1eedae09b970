import type { Config } from "../config.ts";

/** What the page keeps where the bridge begins anew in the same process. */
export interface KeptPage {
  /** The port to serve it on, in place of the one that is configured. */
  readonly port: number | undefined;
  /** When each session of somebody who gave the password ends, UTC ms. */
  readonly sessions: Map<string, number>;
}

/** Nothing, for the first beginning. */
export function firstPage(): KeptPage {
  return { port: undefined, sessions: new Map() };
}

/**
 * Whoever looks at the page finds it again, also where it took another port than the one that is configured, and need not give the
 * password again, unless that is another one.
 */
export function keepPage(
  { port, sessions }: KeptPage,
  { web: before }: Pick<Config, "web">,
  { web: next }: Pick<Config, "web">,
): KeptPage {
  return {
    port: before.listen === next.listen ? port : undefined,
    sessions: before.password === next.password ? sessions : new Map(),
  };
}
