import { publicAddress } from "../../src/routers/simulator/address.ts";
import { exponential, integerBetween, pick, pickWeighted, type Random } from "../../src/routers/simulator/random.ts";

/** One packet at the door of a household, in the words of the kernel. */
export interface Packet {
  readonly timeMs: number;
  readonly source: string;
  readonly destination: string;
  readonly protocol: "TCP" | "UDP" | "ICMP" | "ICMPv6" | "2";
  readonly sourcePort: number;
  readonly port: number;
  /** TCP flags, as the kernel writes them. */
  readonly flags: string;
  readonly icmpType: number;
  /** Of the whole packet, in octets. */
  readonly length: number;
  readonly ttl: number;
  /** Which of a household's devices sees what this source does, from 0 to less than 1. */
  readonly device: number;
}

export const ownAddress = "203.0.113.77";
export const ownIPv6Address = "2001:db8:77::1";

/**
 * What knocks at one address today, for ever: about 7,000 packets a day (peers' figures for a home in 2022), fewer at night. Most
 * sources knock once, at ports of a heavy-tailed popularity, and may repeat an identical SYN; some touch ports at random over
 * hours, hammer one port, or scan; a quarter of a day's sources come on other days too. Invented over the public address space.
 */
export function* householdTraffic(random: Random, fromMs: number): Generator<Packet, never> {
  const sourceOf = createSources(random);
  let pending: readonly Packet[] = [];
  for (let dayFromMs = fromMs; ; dayFromMs += dayMs) {
    const visits = arrivals(random, dayFromMs).flatMap((timeMs) => visit(random, timeMs, sourceOf));
    const due = [...pending, ...visits].sort((one, other) => one.timeMs - other.timeMs);
    const later = due.findIndex(({ timeMs }) => timeMs >= dayFromMs + dayMs);
    yield* later === -1 ? due : due.slice(0, later);
    pending = later === -1 ? [] : due.slice(later);
  }
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const visitsPerDay = 1160;
const dayBias = 0.3;
const busiestHour = 16;

/** A Poisson process whose intensity follows the hour: arrivals at the highest intensity, thinned out. */
function arrivals(random: Random, fromMs: number): readonly number[] {
  const times: number[] = [];
  const meanMs = dayMs / visitsPerDay / (1 + dayBias);
  for (let atMs = fromMs; ; ) {
    atMs += exponential(random, meanMs);
    if (atMs >= fromMs + dayMs) return times;
    const hour = ((atMs - fromMs) / dayMs) * 24;
    const intensity = 1 + dayBias * Math.cos(((hour - busiestHour) / 24) * 2 * Math.PI);
    if (random.next() * (1 + dayBias) < intensity) times.push(Math.floor(atMs));
  }
}

const knownSources = 400;
const shareOfKnown = 0.16;
const shareThatStays = 0.04;

/** Of the sources of a day these are known from before, and come again: with those that stay past midnight one in four. */
function createSources(random: Random): () => string {
  const known: string[] = [];
  return () => {
    if (known.length === knownSources && random.next() < shareOfKnown) {
      return known[integerBetween(random, 0, knownSources - 1)] ?? publicAddress(random);
    }
    const source = random.next() < shareOfIPv6 ? publicIPv6Address(random) : publicAddress(random);
    if (known.length < knownSources) known.push(source);
    else if (random.next() < shareThatStays / (1 - shareOfKnown))
      known[integerBetween(random, 0, knownSources - 1)] = source;
    return source;
  };
}

const shareOfIPv6 = 0.03;

/** Out of 2000::/3, which is all that was ever given out. */
function publicIPv6Address(random: Random): string {
  const group = (smallest: number, largest: number) => integerBetween(random, smallest, largest).toString(16);
  return `${group(0x2400, 0x2a0f)}:${group(1, 0xffff)}:${group(1, 0xffff)}::${group(1, 0xffff)}`;
}

type Visitor = Pick<Packet, "source" | "destination" | "ttl" | "device">;
type Visit = (random: Random, visitor: Visitor, timeMs: number) => readonly Packet[];

interface WeightedVisit {
  readonly weight: number;
  readonly run: Visit;
}

const visits: readonly [WeightedVisit, ...WeightedVisit[]] = [
  { weight: 640, run: knock },
  { weight: 220, run: wander },
  { weight: 30, run: hammer },
  { weight: 2, run: scan },
  { weight: 30, run: ping },
  { weight: 40, run: echo },
  { weight: 30, run: lateReply },
  { weight: 8, run: chatter },
];

function visit(random: Random, timeMs: number, sourceOf: () => string): readonly Packet[] {
  const source = sourceOf();
  const destination = source.includes(":") ? ownIPv6Address : ownAddress;
  const visitor = { source, destination, ttl: integerBetween(random, 30, 245), device: random.next() };
  return pickWeighted(random, visits).run(random, visitor, timeMs);
}

interface Door {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
  readonly weight: number;
}

const doors: readonly [Door, ...Door[]] = [
  ...weighted(
    "TCP",
    "23:160 22:80 445:60 8080:50 3389:45 80:40 443:38 8443:20 5900:18 1433:16 3306:14 2323:14 6379:12",
  ),
  ...weighted(
    "TCP",
    "5555:12 8728:10 25:10 21:9 5432:8 81:8 8000:8 9200:7 2222:7 37215:6 7547:6 60023:5 27017:5 139:5",
  ),
  ...weighted("UDP", "5060:40 123:16 53:16 161:10 389:6 1900:5 11211:3 3702:3 500:3 137:3 69:2 19:1"),
  // Everything else, falling off with the number of the port.
  { protocol: "TCP", port: 0, weight: 230 },
];

function weighted(protocol: Door["protocol"], text: string): [Door, ...Door[]] {
  const [first = [0, 0], ...rest] = text.split(" ").map((pair) => pair.split(":").map(Number));
  const door = ([port = 0, weight = 0]: readonly number[]): Door => ({ protocol, port, weight });
  return [door(first), ...rest.map(door)];
}

function drawDoor(random: Random): Omit<Door, "weight"> {
  const { protocol, port } = pickWeighted(random, doors);
  return { protocol, port: port === 0 ? 1 + Math.floor(65_535 * random.next() ** 3) : port };
}

function packetAt(random: Random, visitor: Visitor, door: Omit<Door, "weight">, timeMs: number): Packet {
  return {
    ...visitor,
    ...door,
    timeMs,
    sourcePort: integerBetween(random, 1024, 65_535),
    flags: door.protocol === "TCP" ? "SYN" : "",
    icmpType: 0,
    length: door.protocol === "TCP" ? pick(random, [40, 44, 48, 52, 60]) : integerBetween(random, 29, 460),
  };
}

/** One knock; of TCP one in four waits for an answer and sends the same again, after 1, 3 and 7 s (RFC 6298). */
function knock(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const packet = packetAt(random, visitor, drawDoor(random), timeMs);
  const repeats = packet.protocol === "TCP" && random.next() < 0.25 ? integerBetween(random, 1, 3) : 0;
  return [0, 1000, 3000, 7000].slice(0, repeats + 1).map((waitMs) => ({ ...packet, timeMs: timeMs + waitMs }));
}

/** A search engine's scanner: ports at random, minutes apart. */
function wander(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  let atMs = timeMs;
  return Array.from({ length: integerBetween(random, 2, 24) }, () => {
    const packet = packetAt(random, visitor, { protocol: "TCP", port: integerBetween(random, 1, 65_535) }, atMs);
    atMs += Math.floor(exponential(random, 40 * minuteMs));
    return packet;
  });
}

/** Many knocks on one door within two minutes. */
function hammer(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const door = drawDoor(random);
  return Array.from({ length: integerBetween(random, 15, 60) }, () =>
    packetAt(random, visitor, door, timeMs + integerBetween(random, 0, 2 * minuteMs)),
  );
}

/** Hundreds of ports within some minutes, from one port. */
function scan(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const sourcePort = integerBetween(random, 40_000, 65_535);
  return Array.from({ length: integerBetween(random, 200, 900) }, (_, index) => ({
    ...packetAt(random, visitor, { protocol: "TCP", port: integerBetween(random, 1, 10_000) }, timeMs + index * 250),
    sourcePort,
  }));
}

function ping(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const isV6 = visitor.source.includes(":");
  const [protocol, icmpType] = isV6 ? (["ICMPv6", 128] as const) : (["ICMP", 8] as const);
  return Array.from({ length: integerBetween(random, 1, 4) }, (_, index) => ({
    ...icmpAt(visitor, protocol, icmpType, timeMs + index * 1000),
  }));
}

function icmpAt(visitor: Visitor, protocol: "ICMP" | "ICMPv6", icmpType: number, timeMs: number): Packet {
  return { ...visitor, timeMs, protocol, icmpType, sourcePort: 0, port: 0, flags: "", length: 84 };
}

/** What comes back from somebody who was attacked in our name: answers to a SYN, and ICMP errors that quote it. */
function echo(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const isV6 = visitor.source.includes(":");
  if (random.next() < 0.3) return [icmpAt(visitor, isV6 ? "ICMPv6" : "ICMP", isV6 ? 1 : pick(random, [3, 11]), timeMs)];
  const door = { protocol: "TCP", port: integerBetween(random, 1024, 65_535) } as const;
  const sourcePort = pick(random, [80, 443, 22, 25, 53]);
  return [
    { ...packetAt(random, visitor, door, timeMs), sourcePort, flags: pick(random, ["ACK SYN", "RST", "ACK RST"]) },
  ];
}

/** The end of a conversation that the firewall has forgotten. */
function lateReply(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const protocol = random.next() < 0.8 ? "TCP" : "UDP";
  const door = { protocol, port: integerBetween(random, 32_768, 60_999) } as const;
  const flags = protocol === "TCP" ? pick(random, ["ACK FIN", "ACK PSH", "ACK"]) : "";
  const packet = { ...packetAt(random, visitor, door, timeMs), sourcePort: 443, flags };
  return [0, 300, 900].slice(0, integerBetween(random, 1, 3)).map((waitMs) => ({ ...packet, timeMs: timeMs + waitMs }));
}

/** The provider's own multicast. */
function chatter(random: Random, visitor: Visitor, timeMs: number): readonly Packet[] {
  const source = `10.${integerBetween(random, 0, 9)}.0.1`;
  return [
    {
      ...icmpAt(visitor, "ICMP", 0, timeMs),
      source,
      destination: "224.0.0.1",
      protocol: "2",
      length: 36,
      ttl: 1,
    },
  ];
}
