import ipaddr from "ipaddr.js";
import { integerBetween, type Random } from "./random.ts";

/**
 * An IPv4 address out of the public unicast space, invented by the stream: never private, special or kept for documentation,
 * so that tables of countries and networks have something to show.
 */
export function publicAddress(random: Random): string {
  for (;;) {
    const octets = [
      integerBetween(random, 1, 223),
      integerBetween(random, 0, 255),
      integerBetween(random, 0, 255),
      integerBetween(random, 1, 254),
    ];
    if (new ipaddr.IPv4(octets).range() === "unicast") return octets.join(".");
  }
}
