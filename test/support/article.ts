import type { JournalEvent } from "../../src/model/event.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom, integerBetween, type Random } from "../../src/routers/simulator/random.ts";
import { probe } from "./events.ts";

/** The figures of John Peterson's article of July 2003, which every report of a log like his must come to. */
export const article = {
  probes: 4134,
  perDay: 323,
  fewestOfDay: 256,
  mostOfDay: 450,
  multipleShare: 13.5,
  blitz: { probes: 117, seconds: 120 },
  repeatedHosts: 16,
  top_level_domains: [
    ["UNKNOWN", 1658, 40.11],
    ["net", 1048, 25.35],
    ["com", 322, 7.79],
    ["mx", 180, 4.35],
    ["br", 94, 2.27],
    ["jp", 91, 2.2],
    ["it", 66, 1.6],
    ["fr", 62, 1.5],
    ["pl", 51, 1.23],
    ["ca", 50, 1.21],
  ],
  domains: [
    ["UNKNOWN", 1658, 40.11],
    ["speakeasy.net", 155, 3.75],
    ["t-dialin.net", 136, 3.29],
    ["prodigy.net.mx", 114, 2.76],
    ["ne.jp", 68, 1.64],
    ["hinet.net", 68, 1.64],
    ["rima-tde.net", 67, 1.62],
    ["wanadoo.fr", 57, 1.38],
    ["pacbell.net", 53, 1.28],
    ["interbusiness.it", 52, 1.26],
    ["avantel.net.mx", 45, 1.09],
    ["bellsouth.net", 43, 1.04],
    ["verizon.net", 33, 0.8],
    ["tpnet.pl", 32, 0.77],
    ["swbell.net", 32, 0.77],
    ["rr.com", 29, 0.7],
    ["ttnet.net.tr", 28, 0.68],
    ["telesp.net.br", 25, 0.6],
    ["btopenworld.com", 25, 0.6],
    ["ameritech.net", 24, 0.58],
    ["videotron.ca", 23, 0.56],
    ["dsl-verizon.net", 22, 0.53],
    ["attbi.com", 20, 0.48],
    ["netvigator.com", 19, 0.46],
    ["sympatico.ca", 19, 0.46],
    ["qwest.net", 19, 0.46],
    ["aol.com", 17, 0.41],
  ],
  ports: [
    ["udp/137", 2520, 60.96, "netbios-ns"],
    ["tcp/139", 345, 8.35, "netbios-ssn"],
    ["tcp/1433", 248, 6, "ms-sql-s"],
    ["tcp/135", 197, 4.77, "epmap"],
    ["tcp/80", 190, 4.6, "www-http"],
    ["tcp/7070", 158, 3.82, "real"],
    ["tcp/21", 110, 2.66, "ftp"],
    ["udp/1434", 59, 1.43, "ms-sql-m"],
    ["tcp/445", 41, 0.99, "microsoft-ds"],
    ["tcp/443", 39, 0.94, "https"],
    ["tcp/57", 31, 0.75, "unknown(57)"],
    ["tcp/25", 29, 0.7, "smtp"],
    ["tcp/8080", 28, 0.68, "http-alt"],
    ["tcp/3128", 20, 0.48, "ndl-aas"],
  ],
} as const;

/** A log of that household: its probes in order, and the host names of those sources that have one. */
export interface ArticleLog {
  readonly probes: readonly JournalEvent[];
  readonly hostNames: ReadonlyMap<string, string>;
  readonly fromMs: number;
  readonly toMs: number;
}

export const articleTimezone = "America/Los_Angeles";
const dayMs = 86_400_000;
const fromMs = Date.parse("2003-06-14T00:00:00-07:00");
/** 4,134 probes at 323 a day. */
const toMs = fromMs + 12.8 * dayMs;
const { fewestOfDay, mostOfDay } = article;
/** Twelve days, and most of a thirteenth. */
const probesOfDays = [317, fewestOfDay, 317, mostOfDay, ...new Array<number>(8).fill(317), 258];

const triple = 3;
/** Hosts beside the one with the blitz that probed over a dozen times: in triples, on several days. */
const regularHosts = article.repeatedHosts - 1;
const regularDays = 5;
const multipleProbes = Math.round((article.probes * article.multipleShare) / 100);
const otherTriples = (multipleProbes - article.blitz.probes - regularHosts * regularDays * triple) / triple;

interface Visit {
  readonly source: string;
  readonly door: string;
  readonly day: number;
  readonly times: readonly number[];
}

/** A log with the article's figures; its sources and their order are invented by the seed. */
export function articleLog(seed: number): ArticleLog {
  const random = createRandom(seed);
  const sources = createSources(random);
  const multiples = multipleVisits(sources);
  const taken = multiples.flatMap(({ door, times }) => times.map(() => door));
  const doors = shuffled(random, without(allDoors(), taken));
  const names = shuffled(random, [
    ...hostNames(),
    ...new Array<undefined>(doors.length - hostNames().length).fill(undefined),
  ]);
  const days = freeDays(multiples);
  const singles = doors.map((door, index): Visit => ({ source: sources(), door, day: days[index] ?? 0, times: [0] }));
  const probes = [...multiples, ...singles].flatMap((visit) => probesOf(random, visit));
  return {
    probes: probes.sort((one, other) => one.timeMs - other.timeMs),
    hostNames: new Map(
      singles.flatMap(({ source }, index) => {
        const name = names[index];
        return name === undefined ? [] : [[source, name]];
      }),
    ),
    fromMs,
    toMs,
  };
}

function createSources(random: Random): () => string {
  const given = new Set<string>();
  return () => {
    for (;;) {
      const source = publicAddress(random);
      if (!given.has(source)) {
        given.add(source);
        return source;
      }
    }
  };
}

/** The blitz, the hosts that come again, and triples of hosts that come once: all of them nameless. */
function multipleVisits(sources: () => string): readonly Visit[] {
  const blitz = Array.from({ length: article.blitz.probes }, (_, index) => index * 1000);
  const knocks = [0, 5000, 10_000];
  const regulars = Array.from({ length: regularHosts }, sources).flatMap((source, host) =>
    Array.from(
      { length: regularDays },
      (_, visit): Visit => ({ source, door: "udp/137", day: (host + 2 * visit) % 12, times: knocks }),
    ),
  );
  const others = Array.from({ length: otherTriples }, (_, index): Visit => {
    return { source: sources(), door: "udp/137", day: index % 12, times: knocks };
  });
  return [{ source: sources(), door: "tcp/139", day: 3, times: blitz }, ...regulars, ...others];
}

/** One place for each probe that is left to come on a day. */
function freeDays(visits: readonly Visit[]): readonly number[] {
  const left = [...probesOfDays];
  for (const { day, times } of visits) left[day] = (left[day] ?? 0) - times.length;
  return left.flatMap((count, day) => new Array<number>(count).fill(day));
}

function probesOf(random: Random, { source, door, day, times }: Visit): readonly JournalEvent[] {
  const [protocol = "", port] = door.split("/");
  const lengthMs = Math.min(dayMs, toMs - fromMs - day * dayMs) - 1000 * article.blitz.seconds;
  const beginMs = fromMs + day * dayMs + 1000 * integerBetween(random, 0, lengthMs / 1000);
  return times.map((ms, index) => {
    const sourcePort = 1025 + index;
    return probe(beginMs + ms, { source, protocol, port: Number(port), sourcePort, format: "smc-amit" });
  });
}

/** The ports of the table, and some that it does not name, each with fewer probes than its last row. */
function allDoors(): readonly string[] {
  const named = article.ports.flatMap(([key, count]) => new Array<string>(count).fill(key));
  const others = [22, 23, 111, 901, 1080, 1243, 3389, 4899, 5900, 12_345, 17_300, 27_374];
  const rest = Array.from(
    { length: article.probes - named.length },
    (_, index) => `tcp/${others[index % others.length]}`,
  );
  return [...named, ...rest];
}

/** As many host names as the tables tell; in domains that they do not name fewer than in the last one that they do. */
function hostNames(): readonly string[] {
  const [, ...domains] = article.domains;
  const [[, unknown], ...tlds] = article.top_level_domains;
  const named = domains.flatMap(([domain, count]) => namesIn(domain, count));
  const inTld = (tld: string) => named.filter((name) => name.endsWith(`.${tld}`)).length;
  const rest = tlds.flatMap(([tld, count]) => elsewhere(tld, count - inTld(tld)));
  const known = [...named, ...rest];
  const others = ["de", "es", "nl", "be", "se", "ch", "at", "dk", "fi", "no", "cz", "hu", "ro", "ru", "gr", "pt", "ie"];
  const left = article.probes - unknown - known.length;
  return [...known, ...others.flatMap((tld, index) => elsewhere(tld, Math.floor((left + index) / others.length)))];
}

function namesIn(domain: string, count: number): readonly string[] {
  // The article's "ne.jp" is a public suffix: only a host of that very name belongs to it.
  return Array.from({ length: count }, (_, index) => (domain === "ne.jp" ? domain : `host-${index}.dsl.${domain}`));
}

const fewerThanNamed = 16;

function elsewhere(tld: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    return `host-${index}.isp-${Math.floor(index / fewerThanNamed)}.${tld}`;
  });
}

function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = Map.groupBy(all, (value) => value);
  for (const value of taken) left.get(value)?.pop();
  return [...left.values()].flat();
}

function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  const order = items.map((item) => ({ item, at: random.next() }));
  return order.sort((one, other) => one.at - other.at).map(({ item }) => item);
}
