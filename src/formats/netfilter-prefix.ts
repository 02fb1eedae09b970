import type { Action } from "../model/event.ts";

/**
 * What became of a packet, by the words of a rule's prefix (`IPTABLES-DROP: `, `logaccept`, `[FW] remoteGUI Drop `). A prefix is
 * free text: `unknown` where no word of it names a verdict, or where two contradict each other.
 */
export function actionOfWords(prefix: string): Action {
  let action: Action = "unknown";
  for (let from = 0; from < prefix.length; ) {
    const end = endOfWord(prefix, from);
    const found = end - from < shortest ? "unknown" : actionOfWord(prefix.slice(from, end).toLowerCase());
    if (found !== "unknown" && action !== "unknown" && found !== action) return "unknown";
    if (found !== "unknown") action = found;
    from = end + 1;
  }
  return action;
}

/** A prefix as the name of its rule: without the blanks around it and the colon behind, and no longer than nft lets it be. */
export function ruleOfPrefix(prefix: string): string {
  let end = prefix.length;
  while (end > 0 && isBlankOrColon(prefix.charCodeAt(end - 1))) end -= 1;
  let start = 0;
  while (start < end && prefix.charCodeAt(start) === blank) start += 1;
  return prefix.slice(start, Math.min(end, start + longestPrefix));
}

/** nft takes prefixes of 127 characters, iptables of 29. */
const longestPrefix = 127;
const shortest = 4;

const verdicts: ReadonlyMap<string, Action> = new Map([
  ...words("drop", "drop dropped drops dropping block blocked blocks blocking deny denied denies banned"),
  ...words("reject", "reject rejected rejects rejecting"),
  ...words("accept", "accept accepted accepts accepting allow allowed allows pass passed permit permitted"),
]);

function words(action: Action, text: string): [string, Action][] {
  return text.split(" ").map((word) => [word, action]);
}

/** Chains are often named after what they do: `logdrop`, `FWDROP`, `iptREJECT`. */
function actionOfWord(word: string): Action {
  const action = verdicts.get(word);
  if (action !== undefined) return action;
  if (word.endsWith("drop") || word.endsWith("block")) return "drop";
  if (word.endsWith("reject")) return "reject";
  return word.endsWith("accept") ? "accept" : "unknown";
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && isLetter(text.charCodeAt(end))) end += 1;
  return end;
}

const blank = 0x20;
const colon = 0x3a;

function isBlankOrColon(code: number): boolean {
  return code === blank || code === colon;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
