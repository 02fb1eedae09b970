import ipaddr from "ipaddr.js";
import type { AddressLabels } from "../model/labels.ts";
import type { Dns } from "./dns.ts";
import { loadDomains } from "./domains.ts";
import { cleanHostName } from "./host-name.ts";

/** What was found of an address; `isAnswered` is false where DNS gave no answer of use. */
export type Found = { readonly isAnswered: false } | { readonly isAnswered: true; readonly labels: AddressLabels };

/**
 * Finds the host name of an address. Of several the first by the alphabet is taken, so that it is the same one each time.
 * @param isConfirmed whether the name is followed back to its address
 */
export async function findName(address: string, dns: Dns, isConfirmed: boolean): Promise<Found> {
  const reply = await dns.names(address);
  if (reply.kind === "failed") return { isAnswered: false };
  const names = reply.kind === "none" ? [] : reply.values.flatMap((name) => cleanHostName(name) ?? []);
  const [hostname] = names.sort();
  if (hostname === undefined) return { isAnswered: true, labels: {} };
  const isForwardConfirmed = isConfirmed && (await leadsTo(dns, hostname, address));
  const findDomain = await loadDomains();
  return { isAnswered: true, labels: { hostname, isForwardConfirmed, ...findDomain(hostname) } };
}

async function leadsTo(dns: Dns, hostname: string, address: string): Promise<boolean> {
  const wanted = ipaddr.parse(address);
  const reply = await dns.addresses(hostname, wanted.kind() === "ipv4" ? 4 : 6);
  return reply.kind === "found" && reply.values.some((value) => ipaddr.parse(value).toString() === wanted.toString());
}
