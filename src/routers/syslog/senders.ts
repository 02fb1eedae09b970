import { BlockList, isIPv6 } from "node:net";
import { readEnvelope } from "../../formats/envelope.ts";
import type { SendingRouter } from "../../model/listener.ts";

/** Tells whose a line is. */
export interface Senders {
  /** The router that a line is of, or what is known of who sent it. */
  of(address: string, text: string): { readonly router: string } | { readonly host: string | undefined };
}

/**
 * The senders of all routers of the family. The host that a line names goes before the address that it comes from: a container, a
 * relay or a NAT puts its own address in place of the router's. Of several networks the narrowest holds. A router that is the only one
 * and has no senders gets every line.
 */
export function createSenders(routers: readonly SendingRouter[]): Senders {
  const [only] = routers;
  if (only !== undefined && routers.length === 1 && isOpen(only)) {
    const answer = { router: only.name };
    return { of: () => answer };
  }
  const byHost = new Map(routers.flatMap(({ name, hostnames }) => hostnames.map((host) => [fold(host), name])));
  const byAddress = createAddressBook(routers);
  return {
    of: (address, text) => {
      const known = byAddress(address);
      // Where no router goes by its host name, nobody has to look for one in each line.
      if (known !== undefined && byHost.size === 0) return { router: known };
      const { host } = readEnvelope(text);
      const router = (host === undefined ? undefined : byHost.get(fold(host))) ?? known;
      return router === undefined ? { host } : { router };
    },
  };
}

/** An address as the configuration writes it: IPv4 in IPv6 unwrapped, the zone of a link-local one left out. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, "").replace(/%.*$/, "");
}

const rememberedAddresses = 1000;
const mostBits = 128;

function isOpen({ senders, hostnames }: SendingRouter): boolean {
  return senders.length === 0 && hostnames.length === 0;
}

function fold(host: string): string {
  return host.toLowerCase();
}

/** Finds the router of an address; most lines come from few, so answers are remembered. */
function createAddressBook(routers: readonly SendingRouter[]): (address: string) => string | undefined {
  const networks = routers
    .flatMap(({ name, senders }) => senders.map((sender) => ({ name, ...network(sender) })))
    .toSorted((one, other) => other.bits - one.bits);
  const answers = new Map<string, string | undefined>();
  return (address) => {
    if (answers.has(address)) return answers.get(address);
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const found = networks.find(({ list }) => list.check(address, family))?.name;
    if (answers.size >= rememberedAddresses) answers.clear();
    answers.set(address, found);
    return found;
  };
}

function network(sender: string): { readonly list: BlockList; readonly bits: number } {
  const [address = "", prefix] = sender.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const list = new BlockList();
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
  return { list, bits: prefix === undefined ? mostBits : Number(prefix) + (family === "ipv4" ? 96 : 0) };
}
