import { integerBetween, pick, pickWeighted, type Random } from "./random.ts";

/** What was knocked on. */
export interface Door {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

interface WeightedDoor extends Door {
  readonly weight: number;
}

/** Probes that the article's table of ports stands for. */
const probesOfTable = 4134;
/** The most that came from one host, in a single blitz. */
export const blitzProbes = 117;

/** The blitz hammers file sharing: the only busy service of the table on which a password can be tried at speed [assumed]. */
export const blitzDoor: Door = { protocol: "tcp", port: 139 };

/** Counts of the article's table. Its "real" is taken for RealServer's 7070; the blitz is taken out of 139, because it comes apart. */
const named: readonly [WeightedDoor, ...WeightedDoor[]] = [
  { protocol: "udp", port: 137, weight: 2520 },
  { protocol: "tcp", port: 139, weight: 345 - blitzProbes },
  { protocol: "tcp", port: 1433, weight: 248 },
  { protocol: "tcp", port: 135, weight: 197 },
  { protocol: "tcp", port: 80, weight: 190 },
  { protocol: "tcp", port: 7070, weight: 158 },
  { protocol: "tcp", port: 21, weight: 110 },
  { protocol: "udp", port: 1434, weight: 59 },
  { protocol: "tcp", port: 445, weight: 41 },
  { protocol: "tcp", port: 443, weight: 39 },
  { protocol: "tcp", port: 57, weight: 31 },
  { protocol: "tcp", port: 25, weight: 29 },
  { protocol: "tcp", port: 8080, weight: 28 },
  { protocol: "tcp", port: 3128, weight: 20 },
];

/** The rest of the table's total, which it does not name. */
const elsewhere: WeightedDoor = {
  protocol: "tcp",
  port: -1,
  weight: probesOfTable - blitzProbes - named.reduce((sum, door) => sum + door.weight, 0),
};

/** Doors that were knocked on in those years; none of the LAN's own chatter, which is no probe. */
const unnamed: readonly [number, ...number[]] = [22, 23, 111, 901, 1080, 1243, 3389, 4899, 5900, 12345, 17300, 27374];

/** A door, drawn from the article's mix. */
export function drawDoor(random: Random): Door {
  const { protocol, port } = pickWeighted<WeightedDoor>(random, [...named, elsewhere]);
  return { protocol, port: port === elsewhere.port ? pick(random, unnamed) : port };
}

/** The port that a knock comes from. Windows asks for names from 137 itself; a NAT on the way changes that. */
export function drawSourcePort(random: Random, door: Door): number {
  if (door.protocol === "udp" && door.port === 137 && random.next() < 0.7) return 137;
  const port = integerBetween(random, 1025, 65_535);
  // From 3478 a knock would look like an answer of a STUN server.
  return port === 3478 ? 1024 : port;
}
