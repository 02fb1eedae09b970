import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Problems } from "./problems.ts";
import type { Scalar, Written } from "./written.ts";

/** Reads a configuration file; what is no YAML becomes problems, and `undefined` is returned. An empty file is an empty mapping. */
export function readYaml(text: string, file: string, problems: Problems): Written | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const place = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  // The library's own words quote the file, and what it quotes may be a password.
  for (const error of [...document.errors, ...document.warnings]) {
    problems.say(place(error.pos[0]), syntaxWords[error.code] ?? "this is not YAML that can be read");
  }
  if (document.errors.length + document.warnings.length > 0) return undefined;
  if (document.contents === null) return { where: `${file}:1`, value: new Map() };
  return written(document.contents, place, problems);
}

const quotes = "text that begins with one of * & ! % @ ` { [ | > # or a quote must itself be in quotes";

/** What the syntax errors of the library mean to somebody who edits the file. */
const syntaxWords: Readonly<Record<string, string>> = {
  BAD_ALIAS: quotes,
  BAD_SCALAR_START: quotes,
  TAG_RESOLVE_FAILED: quotes,
  MULTIPLE_TAGS: quotes,
  MULTIPLE_ANCHORS: quotes,
  BAD_DIRECTIVE: quotes,
  BAD_INDENT: "the line is not indented like its neighbours",
  BLOCK_AS_IMPLICIT_KEY: "a key and its value do not fit here: is a quote, a colon or the indentation wrong?",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines: is a colon missing?",
  TAB_AS_INDENT: "the line is indented with a tab; YAML takes spaces",
  DUPLICATE_KEY: "the key is given a second time",
  MISSING_CHAR: "a closing quote, a bracket, a comma or a colon is missing",
  BAD_DQ_ESCAPE: "a backslash in \"…\" means something special; write \\\\, or use '…'",
  MULTIPLE_DOCS: "a second document (---) begins here; only one is read",
};

function written(node: Node, place: (offset: number) => string, problems: Problems): Written {
  const where = place(node.range?.[0] ?? 0);
  if (isAlias(node)) {
    problems.say(where, quotes);
    return { where, value: null };
  }
  if (isMap(node))
    return { where, value: new Map(node.items.filter(isPair).map((pair) => entry(pair, where, place, problems))) };
  if (isSeq(node)) return { where, value: node.items.map((item) => child(item, where, place, problems)) };
  const value = isScalar(node) ? node.value : null;
  return { where, value: scalar(value), spelled: isScalar(node) ? node.source : undefined };
}

function entry(
  pair: { readonly key: unknown; readonly value: unknown },
  where: string,
  place: (offset: number) => string,
  problems: Problems,
): [string, Written] {
  const key = isScalar(pair.key) ? pair.key : undefined;
  // A value that is left out stands where its key does.
  const keyWhere = key?.range ? place(key.range[0]) : where;
  return [String(key?.value), { ...child(pair.value, keyWhere, place, problems), where: keyWhere }];
}

function child(node: unknown, where: string, place: (offset: number) => string, problems: Problems): Written {
  return isNode(node) ? written(node, place, problems) : { where, value: null };
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
}

function scalar(value: unknown): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
