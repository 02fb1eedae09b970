import type { HeaderLine } from "./exchange.ts";

/** The head of an answer as an old appliance writes it. */
export interface Head {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
}

/** Where a head ends and the body starts; `isCut` where the bytes stop before the head does. */
export interface HeadSpan {
  readonly end: number;
  readonly bodyStart: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const lessThan = 0x3c;

/**
 * Finds the end of a head that starts at `from`: an empty line, ended by CRLF or LF alone, or, where the empty line was forgotten, the first line
 * that starts with `<`. `undefined` until enough bytes are there; the answer never depends on how many more follow.
 */
export function findHeadEnd(bytes: Buffer, from: number): HeadSpan | undefined {
  for (let lineStart = from; lineStart < bytes.length; ) {
    if (bytes[lineStart] === lessThan) return { end: lineStart, bodyStart: lineStart };
    const lineEnd = bytes.indexOf(lineFeed, lineStart);
    if (lineEnd === -1) return undefined;
    const isEmpty = lineEnd === lineStart || (lineEnd === lineStart + 1 && bytes[lineStart] === carriageReturn);
    if (isEmpty) return { end: lineStart, bodyStart: lineEnd + 1 };
    lineStart = lineEnd + 1;
  }
  return undefined;
}

/**
 * Reads a head: any reason or none (`401 NG`, `200`), any version, folded lines. Lines without a colon say nothing and are left out.
 * `undefined` where the first line is no status line.
 */
export function parseHead(text: string): Head | undefined {
  const [statusLine = "", ...lines] = text
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split("\n")
    .map((line) => line.trim());
  const status = /^HTTP\/?[\d.]*\s+(\d{3})(?!\d)/i.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  const headers = lines.flatMap((line): readonly HeaderLine[] => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { status: Number(status), headers };
}

/** Values of a header, in order. */
export function valuesOf(headers: readonly HeaderLine[], name: string): readonly string[] {
  return headers.filter(([candidate]) => candidate === name).map(([, value]) => value);
}

export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly length: number; readonly isKeptAlive: boolean }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

/** How the body ends. A length is sane when all that are given agree and it is not a -1 printed as unsigned; else the end of the connection decides. */
export function framingOf(head: Head): Framing {
  if (head.status === 204 || head.status === 304) return { kind: "none" };
  if (valuesOf(head.headers, "transfer-encoding").some((value) => /\bchunked\b/i.test(value)))
    return { kind: "chunked" };
  const stated = valuesOf(head.headers, "content-length").flatMap((value) =>
    value.split(",").map((part) => part.trim()),
  );
  const [first] = stated;
  if (first === undefined || !/^\d{1,10}$/.test(first) || stated.some((value) => value !== first))
    return { kind: "close" };
  const length = Number(first);
  if (length >= 2 ** 31) return { kind: "close" };
  const isKeptAlive = valuesOf(head.headers, "connection").some((value) => /\bkeep-alive\b/i.test(value));
  return { kind: "length", length, isKeptAlive };
}
