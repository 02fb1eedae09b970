import type { Token } from "./tokens.ts";

/** A number or a text that a script holds. */
export type Literal = Extract<Token, { kind: "text" | "number" }>;

/** What a script gives to a name, in order. */
export interface Given {
  /** False where the name is given nothing. */
  readonly isFound: boolean;
  /** False where the page ends in the middle of it. */
  readonly isClosed: boolean;
  readonly literals: readonly Literal[];
}

/**
 * All literals that are assigned to `name` or handed to the function of that name, brackets ignored, in the order of the
 * page: `name = 1`, `name = new Array(1, "a")`, `name = [[1, "a"], [2, "b"]]`, `name[0] = ...` and `name(1, "a")` alike.
 * The definition of the function is a call without literals: it shows that the page is the right one, even when it has no rows.
 */
export function givenTo(tokens: readonly Token[], name: string): Given {
  const literals: Literal[] = [];
  let isFound = false;
  let isClosed = true;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isWord(tokens[at], name)) continue;
    const value = valueAt(tokens, at + 1);
    if (value === undefined) continue;
    isFound = true;
    for (const literal of value.literals) literals.push(literal);
    isClosed &&= value.isClosed;
    at = value.lastToken;
  }
  return { isFound, isClosed, literals };
}

interface Value {
  readonly literals: readonly Literal[];
  readonly isClosed: boolean;
  readonly lastToken: number;
}

/** The value that begins here, behind a name: a call, or an assignment to the name or to one of its elements. */
function valueAt(tokens: readonly Token[], from: number): Value | undefined {
  if (isMark(tokens[from], "(")) return group(tokens, from);
  let at = from;
  if (isMark(tokens[at], "[") && tokens[at + 1]?.kind === "number" && isMark(tokens[at + 2], "]")) at += 3;
  if (!isMark(tokens[at], "=")) return undefined;
  at += 1;
  if (isWord(tokens[at], "new")) at += 2;
  const token = tokens[at];
  if (isMark(token, "(") || isMark(token, "[")) return group(tokens, at);
  return isLiteral(token) ? { literals: [token], isClosed: !isBroken(token), lastToken: at } : undefined;
}

/** Everything up to the bracket that closes the one at `from`. */
function group(tokens: readonly Token[], from: number): Value {
  const literals: Literal[] = [];
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (isLiteral(token)) literals.push(token);
    if (isMark(token, "(") || isMark(token, "[")) depth += 1;
    if (isMark(token, ")") || isMark(token, "]")) depth -= 1;
    if (depth === 0) return { literals, isClosed: true, lastToken: at };
  }
  return { literals, isClosed: false, lastToken: tokens.length };
}

function isLiteral(token: Token | undefined): token is Literal {
  return token?.kind === "text" || token?.kind === "number";
}

function isBroken(token: Literal): boolean {
  return token.kind === "text" && token.isBroken;
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === "mark" && token.text === text;
}
