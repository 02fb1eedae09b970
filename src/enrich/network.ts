import type { FindNetwork } from "./finders.ts";
import type { EnrichSettings } from "./settings.ts";

/**
 * The configured file of networks; undefined where there is none.
 * @throws FatalError when it cannot be used
 */
export async function openNetworks({ network }: Pick<EnrichSettings, "network">): Promise<FindNetwork | undefined> {
  if (!network.enabled || network.file === "") return undefined;
  return (await import("./mmdb.ts")).openNetworkFile(network.file);
}
