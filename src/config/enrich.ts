import { checkReadable } from "./files.ts";
import type { Problems } from "./problems.ts";
import { flag, list, number, type Refusal, text, type Values } from "./row.ts";
import { hostRefusal, serverRefusal } from "./rules.ts";
import type { Leaf } from "./section.ts";

/**
 * Addresses that belong to nobody on the Internet, so that nobody can be asked about them: private, shared, local, for documentation,
 * multicast and reserved ones (IANA's registries of special-purpose addresses; RFC 6890). IPv4 addresses written as IPv6 are not among
 * them: Node checks them as what they are, and would take their range for all of IPv4.
 */
const specialRanges: readonly string[] = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
  ...["::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"],
  ...["3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "ff00::/8"],
];

/** The keys of the block `enrich`. */
export const enrichRows = {
  keep_days: number("How many days a name, a country or a network holds before it is looked up again.", 30, {
    min: 1,
    max: 3650,
  }),
  retry_hours: number("How many hours a source that has no name is left alone.", 24, { min: 1, max: 8760 }),
  dns: {
    enabled: flag("Whether DNS is asked for the names of sources; false: nobody is asked about anything.", true),
    servers: list<string>(
      "The DNS servers to ask, each an address with or without a port; empty: the system's.",
      "a list of addresses, such as 192.168.1.1 or 127.0.0.1:5353",
    ),
    per_minute: number("How many questions may be asked in a minute.", 60, { min: 1, max: 6000 }),
    concurrency: number("How many of them may wait for an answer at once.", 4, { min: 1, max: 64 }),
    timeout_ms: number("How long an answer may take, in milliseconds; each question is asked twice.", 6000, {
      min: 100,
      max: 60_000,
    }),
    confirm: flag("Whether a name is asked for its address, to see whether it is true.", true),
    never: list<string>(
      "Addresses and networks about which nobody is asked.",
      "a list of addresses or networks",
      specialRanges,
    ),
  },
  country: {
    enabled: flag("Whether sources get a country, from data that comes with the program (IPv4 only).", true),
    file: text("File in MaxMind's format (.mmdb) to take countries from, of IPv6 addresses too; empty: our own.", ""),
  },
  network: {
    enabled: flag("Whether sources get a network: DNS is asked for it at Team Cymru's service.", true),
    file: text("File in MaxMind's format (.mmdb) to take networks from; then nobody is asked for them.", ""),
  },
};

/** What can only be seen item by item, or on the disk. */
export function checkEnrich(
  values: Values<typeof enrichRows>,
  leaves: readonly Leaf[],
  cwd: string,
  problems: Problems,
): void {
  const whereOf = (path: string): string =>
    leaves.findLast((leaf) => leaf.path.join(".") === path)?.written.where ?? "enrich";
  const checkItems = (path: string, items: readonly unknown[], check: (item: unknown) => Refusal | undefined): void =>
    items.forEach((value, index) => {
      const refusal = check(value);
      const name = `${path}[${index}]`;
      if (refusal !== undefined) problems.refuse(whereOf(path), name, { value, isSecret: false }, refusal);
    });
  checkItems("enrich.dns.servers", values.dns.servers, serverRefusal);
  checkItems("enrich.dns.never", values.dns.never, hostRefusal);
  for (const key of ["country", "network"] as const) {
    const path = `enrich.${key}.file`;
    checkReadable(values[key].file, { where: whereOf(path), path, cwd, problems });
  }
}
