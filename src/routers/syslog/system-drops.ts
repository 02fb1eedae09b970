import { existsSync, readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { endianness } from "node:os";
import ipaddr from "ipaddr.js";

/**
 * How many datagrams the system has dropped in front of a bound UDP socket since it was opened: Linux tells it in the last column of
 * /proc/net/udp (proc_net(5)). 0 on systems that do not tell.
 */
export function systemDrops(bound: { readonly address: string; readonly port: number }): number {
  const file = isIPv6(bound.address) ? "/proc/net/udp6" : "/proc/net/udp";
  if (!existsSync(file)) return 0;
  const place = `${hexAddress(bound.address)}:${hex(bound.port, 4)}`;
  const columns = readFileSync(file, "latin1")
    .split("\n")
    .map((line) => line.trim().split(/ +/))
    .find((row) => row[1] === place);
  return Number(columns?.at(-1) ?? 0);
}

/** Words of 32 bits, each in the machine's own order of bytes. */
function hexAddress(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const words = Array.from({ length: bytes.length / 4 }, (_, word) => bytes.slice(word * 4, word * 4 + 4));
  return words
    .flatMap((word) => (endianness() === "LE" ? word.toReversed() : word))
    .map((byte) => hex(byte, 2))
    .join("");
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
