import type { LabelStore } from "../model/labels.ts";
import type { Dns } from "./dns.ts";
import type { Found } from "./find-name.ts";
import { cleanNetworkName } from "./network-name.ts";
import { originName } from "./reverse.ts";

/** What is known of networks already: many sources share one. */
export type KnownNetworks = Pick<LabelStore, "networkName">;

const largestAsn = 2 ** 32 - 1;

/**
 * Finds the autonomous system that announces an address, and its name, at Team Cymru's service (team-cymru.com, IP to ASN mapping). Its
 * country is the registry's of the block, which by its own word is not where the address is: it is left alone.
 */
export async function findNetwork(
  address: string,
  dns: Pick<Dns, "texts">,
  known: KnownNetworks,
  nowMs: number,
): Promise<Found> {
  const reply = await dns.texts(originName(address));
  if (reply.kind === "failed") return { isAnswered: false };
  const asn = reply.kind === "none" ? undefined : originOf(reply.values);
  if (asn === undefined) return { isAnswered: true, labels: {} };
  const kept = known.networkName(asn, nowMs);
  if (kept !== undefined) return { isAnswered: true, labels: { asn, network: kept.name } };
  const described = await dns.texts(`AS${asn}.asn.cymru.com`);
  if (described.kind === "failed") return { isAnswered: false };
  return {
    isAnswered: true,
    labels: { asn, network: described.kind === "none" ? undefined : nameOf(described.values) },
  };
}

/** "64496 64497 | 203.0.113.0/24 | US | arin | 1998-09-25", one for each prefix that is announced: the longest one counts. */
function originOf(texts: readonly string[]): number | undefined {
  const origins = texts.flatMap((text) => {
    const [numbers = "", prefix = ""] = text.split("|");
    const asn = Number(/^\s*(\d{1,10})(?=\s)/.exec(numbers)?.[1]);
    return asn > 0 && asn <= largestAsn ? [{ asn, length: Number(prefix.split("/")[1]) || 0 }] : [];
  });
  return origins.sort((one, other) => other.length - one.length || one.asn - other.asn)[0]?.asn;
}

/** "64496 | US | arin | 2002-01-04 | EXAMPLE-NET - Example Network, US": the last field, without the registry's country. */
function nameOf([text = ""]: readonly string[]): string | undefined {
  const name = text
    .split("|")
    .slice(4)
    .join("|")
    .replace(/, [A-Z]{2}\s*$/, "");
  return cleanNetworkName(name);
}
