import { publicAddress } from "../simulator/address.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** A row without its time, and whether the daemon stamps it with UTC, as it does what it calls an attack. */
export interface Message {
  readonly text: string;
  readonly isUtc: boolean;
}

/** What a probe leaves: mostly the words of the NAT that refused it, now and then those of an attack, which has no port. */
export function probeMessage({ protocol, source, sourcePort, port }: Probe, destination: string): Message {
  if (sourcePort % 17 === 0) return attack(`attack: [DoS Aattck : Xmas Tress scan attack] from source ${source} `);
  if (sourcePort % 19 === 0) return attack(`[DoS Attck : UDP chargen] from source ${source}, port ${sourcePort} `);
  const what = protocol === "tcp" ? "TCP connection request" : "UDP packet";
  return plain(`Blocked incoming ${what} from ${source}:${sourcePort} to ${destination}:${port}`);
}

/** What else such a router writes: late packets of the household's own connections most of all. */
export function householdMessage(destination: string, random: Random): Message {
  const port = integerBetween(random, 1025, 60_000);
  return pick(random, [
    plain(
      `Blocked incoming TCP packet from ${publicAddress(random)}:80 to ${destination}:${port} with unexpected sequence 1 (expected 2 to 3)`,
    ),
    plain(`Blocked incoming TCP SynAck packet from ${publicAddress(random)}:443 to ${destination}:${port}`),
    attack(`[DoS Aattck : RST scan attack] from source ${publicAddress(random)} `),
    plain("(null)"),
    plain("Administrator login successful"),
  ]);
}

/** Names that a computer of the LAN may give itself, and what it may ask for. */
export const hostileMessages: readonly Message[] = [
  "<script>alert(1)</script>",
  '"></form></body></html>',
  '">\n<input type=hidden id="current_page" value="7">',
  "a|syslog|b",
  "|syslog|Nov 24 11:55:44|x|Blocked incoming TCP connection request from 203.0.113.666:1 to 192.0.2.1:22",
  "User Name or Password incorrect",
  "\u001b[2J\u0007\f\u0000",
  "[DoS Aattck : FIN scan attack] from source &lt;b&gt;",
].map(plain);

function plain(text: string): Message {
  return { text, isUtc: false };
}

function attack(text: string): Message {
  return { text, isUtc: true };
}
