import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { islandsOf, spellingsOf } from "./encodings.ts";
import { type KnownWords, shortestAnywhere } from "./scrubber.ts";

/**
 * What of all that is known to be secret can still be read in a text: as it is, in any encoding within it, or as the hash of a secret. Shows
 * nothing of a secret but its kind.
 */
export function leaksIn(text: string, { secrets, names }: KnownWords, met: readonly string[]): readonly string[] {
  const views = viewsOf(text, 0).map((view) => view.toLowerCase());
  const readable = (word: string, isWhole: boolean): boolean =>
    views.some((view) => includes(view, word.toLowerCase(), isWhole));
  const isLeft = (secret: string): boolean =>
    spellingsOf(secret).some((spelling) => readable(spelling, secret.length < shortestAnywhere));
  const hashes = secrets.filter(({ length }) => length >= shortestAnywhere).flatMap(hashesOf);
  const found: readonly (readonly [kind: string, count: number])[] = [
    ["a password, token or cookie", secrets.filter(isLeft).length],
    ["the hash of a password, token or cookie", hashes.filter((hash) => readable(hash, false)).length],
    ["a name", names.filter((name) => readable(name, true)).length],
    ["an address or number", met.filter((word) => isTelling(word) && readable(word, true)).length],
  ];
  return found.flatMap(([kind, count]) => (count === 0 ? [] : [`${kind} (${count})`]));
}

/** An address for documents may be one of those that were put in. */
function isTelling(word: string): boolean {
  if (/^(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+)\./.test(word)) return false;
  return isIP(word) !== 0 ? !/^(?:2001:0?db8|f[ed])/i.test(word) : word.length >= 12 && !/^0[0-9a-f:.-]*$/i.test(word);
}

function includes(view: string, word: string, isWhole: boolean): boolean {
  if (!isWhole) return view.includes(word);
  for (let at = view.indexOf(word); at !== -1; at = view.indexOf(word, at + 1)) {
    if (!isWordCharacter(view[at - 1]) && !isWordCharacter(view[at + word.length])) return true;
  }
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9_]/.test(character);
}

/** The text, and what its encoded stretches say. */
function viewsOf(text: string, depth: number): readonly string[] {
  return [text, ...(depth < 3 ? islandsOf(text).flatMap(({ plain }) => viewsOf(plain, depth + 1)) : [])];
}

function hashesOf(secret: string): readonly string[] {
  return ["md5", "sha1", "sha256"].map((name) => createHash(name).update(secret, "utf8").digest("hex"));
}
