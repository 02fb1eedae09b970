import { hostList } from "../classify.ts";

/** Tells of each address whether DNS may be asked about it: `enrich.dns.never` says about which not. */
export function mayBeAskedAbout(never: readonly string[]): (address: string) => boolean {
  const list = hostList(never);
  return (address) => !list.has(address);
}
