import type { Direction } from "../model/event.ts";

/** RFC 1918 and RFC 4193, of addresses in their usual form. */
const privateAddress = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i;

/** Whether an address belongs to a network at home (or to that of a second router in front of ours). */
export function isPrivate(address: string): boolean {
  return privateAddress.test(address);
}

/**
 * The direction of a packet that came into the router at an interface which the log does not place: from the outside,
 * unless its source is private. Then it may be a computer at home or one at a second router: the line does not tell.
 */
export function directionOfArrival(source: string): Direction {
  return isPrivate(source) ? "unknown" : "in";
}
