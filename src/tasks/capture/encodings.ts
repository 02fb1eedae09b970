import { decodeEntities } from "../../routers/html.ts";

/** A stretch of text that is written in another way: what it says, and how to write something else in that way. */
export interface Island {
  readonly at: number;
  readonly text: string;
  readonly plain: string;
  encode(plain: string): string;
}

/** A word with escapes in it, and what is next to it: between blanks, quotes and brackets. */
const around = "[\\w.:@+*~%-]*";

const escapings = {
  percent: "(?:%[0-9A-Fa-f]{2})+",
  entity: "&(?:#\\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\\w{1,7});",
  script: "\\\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"'\\\\/bfnrtv0])",
} as const;

type Escaping = keyof typeof escapings;

const kinds: readonly Escaping[] = ["percent", "entity", "script"];
const islandPattern = new RegExp(
  [
    ...kinds.map((kind) => `(?<${kind}>${around}(?:${escapings[kind]}${around})+)`),
    "(?<base64>(?<![\\w+/.:%-])(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![\\w+/=.:%]))",
  ].join("|"),
  "g",
);

/** The stretches of a text that say something in another way than they are written: percent-encoded, entities, escapes of scripts and JSON, base64. */
export function islandsOf(text: string): readonly Island[] {
  return [...text.matchAll(islandPattern)].flatMap((match) => {
    const [found] = match;
    const kind = kinds.find((candidate) => match.groups?.[candidate] !== undefined);
    const island = kind === undefined ? base64Island(found) : escapedIsland(found, kind);
    return island === undefined ? [] : [{ at: match.index, text: found, ...island }];
  });
}

/**
 * How a secret may be written, itself first: one with blanks and brackets is no single stretch to `islandsOf`. The same place of the list is
 * the same encoding for every secret; as a field of a form, of HTML, and of JSON in the manner of most and of those who write for HTML.
 */
export function spellingsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    new URLSearchParams([["", secret]]).toString().slice(1),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    json,
    json.replaceAll("/", "\\/"),
    json.replaceAll(/[<>&']/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  ];
}

type Written = Pick<Island, "plain" | "encode">;

/** What was escaped is escaped again wherever it stands, and nothing else. */
function escapedIsland(text: string, kind: Escaping): Written | undefined {
  const spellings = new Map<string, string>();
  const plain = text.replaceAll(new RegExp(escapings[kind], "g"), (spelling) => {
    const characters = decoders[kind](spelling);
    for (const character of characters) spellings.set(character, spellingOf(character, spelling, kind));
    return characters;
  });
  const encode = (other: string): string =>
    Array.from(other, (character) => spellings.get(character) ?? character).join("");
  return plain === text ? undefined : { plain, encode };
}

function spellingOf(character: string, spelling: string, kind: Escaping): string {
  if (kind !== "percent") return spelling;
  return [...Buffer.from(character, "utf8")]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

const decoders: Readonly<Record<Escaping, (spelling: string) => string>> = {
  percent: (spelling) => {
    try {
      return decodeURIComponent(spelling);
    } catch {
      // Bytes that are no UTF-8: old routers send Latin-1.
      return Buffer.from(spelling.replaceAll("%", ""), "hex").toString("latin1");
    }
  },
  entity: decodeEntities,
  script: (spelling) => {
    const code = /^\\[ux]([0-9A-Fa-f]+)$/.exec(spelling)?.[1];
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return scriptEscapes[spelling.charAt(1)] ?? spelling.charAt(1);
  },
};

const scriptEscapes: Readonly<Record<string, string>> = {
  ...{ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0" },
};

/** Only where a text comes out: most words of eight letters are base64 of nothing. */
function base64Island(text: string): Written | undefined {
  const plain = Buffer.from(text, "base64").toString("utf8");
  if (!/^[\x20-\x7e\u00a0-\ud7ff]{4,}$/.test(plain)) return undefined;
  return { plain, encode: (other) => Buffer.from(other, "utf8").toString("base64") };
}
