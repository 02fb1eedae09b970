import type { AddressLabels } from "../model/labels.ts";

/** Gives the registered and the top-level domain of a clean host name; nothing for a top-level domain that does not exist. */
type FindDomain = (hostname: string) => Pick<AddressLabels, "domain" | "tld">;

const nameAlone = { extractHostname: false, validateHostname: false, detectIp: false, allowPrivateDomains: false };

/**
 * Loads the public suffix list (package tldts), which weighs some MB; its section of ICANN alone counts, so that customers of one
 * provider stay together. A name that is itself a public suffix, as `ne.jp`, stands for its own domain.
 */
export async function loadDomains(): Promise<FindDomain> {
  const { parse } = await import("tldts");
  return (hostname) => {
    const { domain, publicSuffix, isIcann } = parse(hostname, nameAlone);
    if (isIcann !== true) return {};
    return { domain: domain ?? publicSuffix ?? undefined, tld: hostname.slice(hostname.lastIndexOf(".") + 1) };
  };
}
