/** The smallest parts of a script. A broken text lacks its closing quote. */
export type Token =
  | { readonly kind: "text"; readonly text: string; readonly isBroken: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string };

/**
 * The tokens of all scripts of a page, in order, without comments of either language, in linear time. Unlike a browser it
 * does not let `</script>` inside of quotes end the script: this log quotes host names, and anybody may call a computer so.
 */
export function scriptTokens(page: string): readonly Token[] {
  const tokens: Token[] = [];
  const lower = asciiLower(page);
  let at = lower.indexOf("<");
  while (at !== -1) {
    let behind = at + 1;
    // A script inside of a comment is none. `-->` may follow the opening at once, as in `<!---CAS:0003-->`.
    if (lower.startsWith("<!--", at)) behind = after(lower, "-->", at + 4);
    else if (lower.startsWith("<script", at)) behind = readScript(page, lower, at, tokens);
    at = behind === -1 ? -1 : lower.indexOf("<", behind);
  }
  return tokens;
}

const spaces = /\s+/y;
const word = /[A-Za-z_$][\w$]*/y;
const number = /-?\d+(?:\.\d+)?/y;
const behindText = /[\s,;:.)\]}+=!?<>&|*/%-]/y;
const plainText = /[^"'\\\r\n]+/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0" };
const escapedCode = /x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})/y;

/** Reads one script, from its tag on; gives the position behind it, -1 where the tag has no end. */
function readScript(page: string, lower: string, tagAt: number, tokens: Token[]): number {
  let at = after(lower, ">", tagAt);
  while (at !== -1 && at < page.length) {
    if (lower.startsWith("</script", at)) return at;
    const comment = skipComment(page, lower, at);
    const space = matchAt(spaces, page, at);
    if (comment !== undefined) at = comment;
    else if (space !== undefined) at += space.length;
    else at = readToken(page, at, tokens);
  }
  return at;
}

function readToken(page: string, at: number, tokens: Token[]): number {
  const quote = page.charAt(at);
  if (quote === '"' || quote === "'") return readText(page, at + 1, quote, tokens);
  const named = matchAt(word, page, at);
  const counted = named === undefined ? matchAt(number, page, at) : undefined;
  const text = named ?? counted ?? quote;
  tokens.push({ kind: named !== undefined ? "word" : counted !== undefined ? "number" : "mark", text });
  return at + text.length;
}

/**
 * A quoted text ends at its quote or, as JavaScript has it, breaks at the end of the line. A quote that nothing follows which
 * may follow a text is one that the firmware forgot to escape: it belongs to the text.
 */
function readText(page: string, from: number, quote: string, tokens: Token[]): number {
  const parts: string[] = [];
  let at = from;
  while (at < page.length && !isEnd(page, at, quote)) {
    const plain = matchAt(plainText, page, at);
    if (plain !== undefined) {
      parts.push(plain);
      at += plain.length;
    } else if (page[at] === "\\") {
      const code = matchAt(escapedCode, page, at + 1);
      const next = page.charAt(at + 1);
      parts.push(
        code === undefined ? (escapes[next] ?? next) : String.fromCharCode(Number.parseInt(code.slice(1), 16)),
      );
      at += 1 + (code ?? next).length;
    } else {
      parts.push(page.charAt(at));
      at += 1;
    }
  }
  const isBroken = page[at] !== quote;
  tokens.push({ kind: "text", text: parts.join(""), isBroken });
  return isBroken ? at : at + 1;
}

function isEnd(page: string, at: number, quote: string): boolean {
  const character = page[at];
  if (character === "\n" || character === "\r") return true;
  return character === quote && (at + 1 === page.length || matchAt(behindText, page, at + 1) !== undefined);
}

/** The position behind a comment that begins here. `<!--` in a script is a comment to the end of its line. */
function skipComment(page: string, lower: string, at: number): number | undefined {
  const isBlock = page.startsWith("/*", at);
  if (!isBlock && !page.startsWith("//", at) && !page.startsWith("<!--", at)) return undefined;
  const end = isBlock ? after(page, "*/", at + 2) : after(page, "\n", at);
  const behind = end === -1 ? page.length : end;
  // As in `//--></SCRIPT>`, where the browser sees the end of the script first.
  const scriptEnd = lower.slice(at, behind).indexOf("</script");
  return scriptEnd === -1 ? behind : at + scriptEnd;
}

/** Lower case for the letters of tags alone: others could change the length of the text. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The position behind the next `what`, -1 where there is none. */
function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found === -1 ? -1 : found + what.length;
}

function matchAt(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
