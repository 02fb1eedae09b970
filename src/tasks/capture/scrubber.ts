import { createAddressStandIns, createNumbering } from "./addresses.ts";
import { islandsOf, spellingsOf } from "./encodings.ts";
import { isToken, tokenStandIn } from "./tokens.ts";

/** What is known to be somebody's, before the first text is looked at. */
export interface KnownWords {
  /** Passwords, tokens, cookies. A short one, which may be a part of any word, is replaced as a whole word alone. */
  readonly secrets: readonly string[];
  /** Names of computers, people, networks and sites: replaced as whole words, in upper and lower case alike. */
  readonly names: readonly string[];
}

/** Puts stand-ins into texts: the same one for the same thing, in whatever text and encoding it is met. */
export interface Scrubber {
  scrub(text: string): string;
  /** What was replaced so far, as it was met. */
  met(): readonly string[];
}

/** Shorter than this, it may be a part of other words. */
export const shortestAnywhere = 6;
/** An encoding within an encoding within another. */
const deepest = 4;

/** One for all texts that belong together. */
export function createScrubber({ secrets, names }: KnownWords): Scrubber {
  const addresses = createAddressStandIns();
  const secretStandIns = new Map(
    secrets.flatMap((secret, at) => {
      const standIns = spellingsOf(tokenStandIn(secret, at + 1));
      return spellingsOf(secret).map((spelling, index) => [spelling, standIns[index] ?? ""] as const);
    }),
  );
  const nameStandIns = new Map(names.map((name, at) => [name.toLowerCase(), nameStandIn(name, at + 1)]));
  const tokenNumber = createNumbering();
  const secretPattern = patternOfSecrets([...secretStandIns.keys()]);
  const pattern = patternOf(names);
  const met = new Set<string>();
  return { scrub: (text) => scrub(text, 0), met: () => [...met] };

  /** Secrets first, in any spelling; then what is written in another way, as what it says; then the rest. */
  function scrub(text: string, depth: number): string {
    const secretsAt = secretPattern === undefined ? [] : [...text.matchAll(secretPattern)];
    const found = secretsAt.map((match) => ({
      at: match.index,
      text: match[0],
      standIn: secretStandIns.get(match[0]) ?? "",
    }));
    for (const [secret] of secretsAt) met.add(secret);
    return pieced(text, found, (rest) => scrubIslands(rest, depth));
  }

  function scrubIslands(text: string, depth: number): string {
    const islands = depth < deepest ? islandsOf(text) : [];
    const found = islands.map((island) => {
      const other = scrub(island.plain, depth + 1);
      return { at: island.at, text: island.text, standIn: other === island.plain ? island.text : island.encode(other) };
    });
    return pieced(text, found, scrubPlain);
  }

  function scrubPlain(text: string): string {
    return text.replaceAll(pattern, (found: string, ...rest: readonly unknown[]) => {
      const standIn = standInOf(found, kindOf(rest.at(-1)));
      if (standIn !== found) met.add(found);
      return standIn;
    });
  }

  function standInOf(found: string, kind: Kind): string {
    switch (kind) {
      case "name":
        return nameStandIns.get(found.toLowerCase()) ?? found;
      case "mac":
        return macRun(found, addresses.mac);
      case "bareMac":
        return /\d/.test(found) && /[a-f]/i.test(found) ? addresses.mac(found) : found;
      case "token":
        return isToken(found) ? tokenStandIn(found, tokenNumber(found)) : found;
      case "ipv6":
        return found.endsWith(":") && !found.endsWith("::")
          ? `${addresses.ipv6(found.slice(0, -1))}:`
          : addresses.ipv6(found);
      case "ipv4":
        return addresses.ipv4(found);
    }
  }
}

type Kind = "name" | "mac" | "bareMac" | "token" | "ipv6" | "ipv4";

/** In this order where several begin at one place. */
const shapes: Readonly<Record<Exclude<Kind, "name">, string>> = {
  mac: "(?<![A-Za-z0-9])(?<![0-9A-Fa-f]{2}[:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5,}(?![A-Za-z0-9])|(?<![\\w.])[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}(?![\\w.])",
  bareMac: "(?<![A-Za-z0-9])[0-9A-Fa-f]{12}(?![A-Za-z0-9])",
  token:
    "(?<![A-Za-z0-9-])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-Za-z0-9]{16,}(?![A-Za-z0-9])",
  ipv6: "(?<!(?<![0-9A-Za-z])[0-9A-Fa-f]{1,4}:)(?<!\\w)(?<!::)(?:(?:[0-9A-Fa-f]{0,4}:){2,7}\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8})(?!\\w)",
  ipv4: "(?<![\\dvV.])\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)(?!\\.\\d)",
};

interface Piece {
  readonly at: number;
  readonly text: string;
  readonly standIn: string;
}

/** The text with its pieces replaced, and what is between them changed by `between`. */
function pieced(text: string, pieces: readonly Piece[], between: (text: string) => string): string {
  let written = "";
  let behind = 0;
  for (const { at, text: original, standIn } of pieces) {
    written += between(text.slice(behind, at)) + standIn;
    behind = at + original.length;
  }
  return written + between(text.slice(behind));
}

function patternOf(names: readonly string[]): RegExp {
  const parts = [
    ...(names.length === 0 ? [] : [`(?<name>(?i:${wholeWord(alternatives(names))}))`]),
    ...Object.entries(shapes).map(([kind, shape]) => `(?<${kind}>${shape})`),
  ];
  return new RegExp(parts.join("|"), "g");
}

function patternOfSecrets(secrets: readonly string[]): RegExp | undefined {
  const [long, short] = [secrets.filter(isLong), secrets.filter((secret) => !isLong(secret))];
  const parts = [
    ...(long.length === 0 ? [] : [alternatives(long)]),
    ...(short.length === 0 ? [] : [wholeWord(alternatives(short))]),
  ];
  return parts.length === 0 ? undefined : new RegExp(parts.join("|"), "g");
}

function isLong(secret: string): boolean {
  return secret.length >= shortestAnywhere;
}

/** The longest first: one may begin another. */
function alternatives(words: readonly string[]): string {
  return words
    .toSorted((one, other) => other.length - one.length)
    .map((word) => RegExp.escape(word))
    .join("|");
}

function wholeWord(alternative: string): string {
  return `(?<![A-Za-z0-9_])(?:${alternative})(?![A-Za-z0-9_])`;
}

function kindOf(groups: unknown): Kind {
  const found = new Map<string, unknown>(Object.entries(groups ?? {}));
  const kinds: readonly Kind[] = ["name", "mac", "bareMac", "token", "ipv6"];
  return kinds.find((kind) => found.get(kind) !== undefined) ?? "ipv4";
}

/** One address, or the head of a frame: two of them and what it carries. Whatever follows that may be the packet itself. */
function macRun(found: string, mac: (text: string) => string): string {
  const octets = found.split(/(?<=[:-])/);
  if (octets.length <= 6) return mac(found);
  const frame = octets.length >= 12;
  const addresses = frame ? [octets.slice(0, 6), octets.slice(6, 12)] : [octets.slice(0, 6)];
  const rest = octets
    .slice(frame ? 12 : 6)
    .map((octet, at) => (frame && at < 2 ? octet : octet.replaceAll(/[0-9A-Fa-f]/g, "0")));
  return [...addresses.map((address) => mac(address.join(""))), ...rest].join("");
}

function nameStandIn(name: string, number: number): string {
  if (name.includes("@")) return `person${number}@example.com`;
  if (name.includes(".")) return `host${number}.example.com`;
  return name === name.toUpperCase() ? `NAME${number}` : `name${number}`;
}
