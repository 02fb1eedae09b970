import { publicAddress } from "./address.ts";
import { blitzDoor, blitzProbes, type Door, drawDoor, drawSourcePort } from "./doors.ts";
import { createRandom, exponential, integerBetween, pickWeighted, type Random } from "./random.ts";

/** One packet that arrives at the router's door. */
export interface Probe extends Door {
  readonly timeMs: number;
  readonly source: string;
  readonly sourcePort: number;
}

/** Where the traffic stands. Plain data: the same state always goes on in the same way. */
export interface TrafficState {
  /** Times the article's 323 probes a day. */
  readonly rate: number;
  readonly random: number;
  /** When the next source arrives. */
  readonly nextSourceMs: number;
  /** How many sources arrived in the present block, and which of the block comes with several knocks. */
  readonly sourceOfBlock: number;
  readonly multipleOfBlock: number;
  readonly periodFromMs: number;
  readonly nextBlitzMs: number;
  /** Sources that come again and again in this period, each to its own door. */
  readonly regulars: readonly Regular[];
  /** Probes of sources that have arrived, still to come, by time. */
  readonly pending: readonly Probe[];
}

/** How many knocks make a multiple attack, and how often. */
interface Multiple {
  readonly size: number;
  readonly weight: number;
}

interface Regular {
  readonly source: string;
  readonly door: Door;
}

const dayMs = 86_400_000;
const probesPerDay = 323;
const fortnightMs = 14 * dayMs;
/** However busy it is, a blitz of two minutes stays an exception. */
const shortestPeriodMs = 600_000;
const blitzMs = 120_000;
/** The article: 16 hosts probed over a dozen times, usually in triples. */
const regularHosts = 16;
const multipleSizes: readonly [Multiple, ...Multiple[]] = [
  { size: 3, weight: 7 },
  { size: 4, weight: 2 },
  { size: 5, weight: 1 },
];
const meanMultiple = 3.4;
/**
 * Exactly one source in so many knocks several times: with the blitz that makes 13.5 % of all probes. A fixed share of every
 * block, and not a chance for each source, so that a short demonstration sees one too.
 */
const sourcesPerBlock = 28;
const probesPerSource = (sourcesPerBlock - 1 + meanMultiple) / sourcesPerBlock;
/** The article: a slight bias towards midnight to 11 in the morning. Hours are UTC: the make-believe routers live there. */
const nightBias = 0.15;
const busiestHour = 5.5;

/** Traffic that begins at `startMs`. */
export function beginTraffic(seed: number, startMs: number, rate: number): TrafficState {
  const random = createRandom(seed);
  const period = beginPeriod(random, startMs, rate);
  const multipleOfBlock = integerBetween(random, 0, sourcesPerBlock - 1);
  const nextSourceMs = nextArrival(random, startMs, rate);
  return { rate, ...period, nextSourceMs, sourceOfBlock: 0, multipleOfBlock, pending: [], random: random.state };
}

/** When the next probe or source is due. */
export function nextTrafficMs(state: TrafficState): number {
  return Math.min(state.nextSourceMs, state.nextBlitzMs, state.pending[0]?.timeMs ?? Number.POSITIVE_INFINITY);
}

/** All probes up to and including `untilMs`, in order, and the state after them. How time is sliced changes nothing. */
export function advanceTraffic(
  state: TrafficState,
  untilMs: number,
): { readonly state: TrafficState; readonly probes: readonly Probe[] } {
  if (nextTrafficMs(state) > untilMs) return { state, probes: [] };
  const random = createRandom(state.random);
  let at = state;
  const due = [...state.pending];
  while (Math.min(at.nextSourceMs, at.nextBlitzMs) <= untilMs) {
    const isBlitz = at.nextBlitzMs <= at.nextSourceMs;
    due.push(...(isBlitz ? blitz(random, at.nextBlitzMs) : visit(random, at)));
    at = isBlitz ? afterBlitz(random, at) : afterSource(random, at);
  }
  due.sort((one, other) => one.timeMs - other.timeMs);
  const later = due.findIndex((probe) => probe.timeMs > untilMs);
  const split = later === -1 ? due.length : later;
  return {
    state: { ...at, pending: due.slice(split), random: random.state },
    probes: due.slice(0, split),
  };
}

function afterSource(random: Random, state: TrafficState): TrafficState {
  const isLast = state.sourceOfBlock + 1 >= sourcesPerBlock;
  return {
    ...state,
    sourceOfBlock: isLast ? 0 : state.sourceOfBlock + 1,
    multipleOfBlock: isLast ? integerBetween(random, 0, sourcesPerBlock - 1) : state.multipleOfBlock,
    nextSourceMs: nextArrival(random, state.nextSourceMs, state.rate),
  };
}

function afterBlitz(random: Random, state: TrafficState): TrafficState {
  return { ...state, ...beginPeriod(random, state.periodFromMs + periodMs(state.rate), state.rate) };
}

function beginPeriod(
  random: Random,
  fromMs: number,
  rate: number,
): Pick<TrafficState, "periodFromMs" | "nextBlitzMs" | "regulars"> {
  const regulars = Array.from({ length: regularHosts }, () => ({
    source: publicAddress(random),
    door: drawDoor(random),
  }));
  const nextBlitzMs = Math.floor(fromMs + random.next() * (periodMs(rate) - blitzMs));
  return { periodFromMs: fromMs, nextBlitzMs, regulars };
}

/** The article's fortnight, shortened by the rate: sources arrive more often, and the one with the blitz is a source. */
function periodMs(rate: number): number {
  return Math.max(fortnightMs / rate, shortestPeriodMs);
}

/** A Poisson process whose intensity follows the hour: arrivals at the highest intensity, thinned out. */
function nextArrival(random: Random, fromMs: number, rate: number): number {
  const probesPerMs = (rate * probesPerDay) / dayMs - blitzProbes / periodMs(rate);
  const meanMs = probesPerSource / probesPerMs / (1 + nightBias);
  let atMs = fromMs;
  for (;;) {
    atMs += exponential(random, meanMs);
    if (random.next() * (1 + nightBias) < intensity(atMs)) return atMs;
  }
}

function intensity(timeMs: number): number {
  const hour = (timeMs % dayMs) / 3_600_000;
  return 1 + nightBias * Math.cos(((hour - busiestHour) / 24) * 2 * Math.PI);
}

/** What one source does: one knock, or several of the kinds that the article counts as a multiple attack. */
function visit(random: Random, state: TrafficState): readonly Probe[] {
  const timeMs = Math.floor(state.nextSourceMs);
  if (state.sourceOfBlock !== state.multipleOfBlock) {
    const door = drawDoor(random);
    return [{ timeMs, source: publicAddress(random), sourcePort: drawSourcePort(random, door), ...door }];
  }
  const isRegular = random.next() < 0.5;
  const known = state.regulars[integerBetween(random, 0, regularHosts - 1)];
  const { source, door } =
    isRegular && known !== undefined ? known : { source: publicAddress(random), door: drawDoor(random) };
  const { size } = pickWeighted(random, multipleSizes);
  return size === 3 && random.next() < 0.8
    ? retransmissions(random, timeMs, source, door)
    : tries(random, timeMs, source, door, size);
}

/** One 5-tuple three times. TCP waits 3 s and then 6 s for an answer to its SYN (RFC 2988); a NetBIOS name query 1.5 s each time. */
function retransmissions(random: Random, timeMs: number, source: string, door: Door): readonly Probe[] {
  const sourcePort = drawSourcePort(random, door);
  const waits = door.protocol === "tcp" ? [0, 3000, 9000] : [0, 1500, 3000];
  return waits.map((waitMs) => ({ timeMs: timeMs + waitMs, source, sourcePort, ...door }));
}

/** New connections, one after the other, all within 15 s. */
function tries(random: Random, timeMs: number, source: string, door: Door, size: number): readonly Probe[] {
  let atMs = timeMs;
  return Array.from({ length: size }, () => {
    const probe = { timeMs: atMs, source, sourcePort: drawSourcePort(random, door), ...door };
    atMs += integerBetween(random, 300, 3500);
    return probe;
  });
}

/** The article's 117 probes by one host in a single two-minute blitz. */
function blitz(random: Random, fromMs: number): readonly Probe[] {
  const source = publicAddress(random);
  return Array.from({ length: blitzProbes }, (_, index) => ({
    timeMs: fromMs + Math.floor(((index + 0.8 * random.next()) * blitzMs) / blitzProbes),
    source,
    sourcePort: drawSourcePort(random, blitzDoor),
    ...blitzDoor,
  }));
}
