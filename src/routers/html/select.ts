import { createRequire } from "node:module";
import { DomHandler, DomUtils, ElementType, Parser } from "htmlparser2";
import { lineTags, silentTags, tidyLines } from "../html.ts";

type Document = DomHandler["root"];
type Node = Document["children"][number];

/**
 * The texts of the elements that a CSS selector finds, in the order of the page. Of a row of a table: its cells with a tab between
 * them, empty ones too (a row of headings alone is left out); of a text area, `pre` or `plaintext`: the text as it is; of an input: its value; of anything else: what a
 * person would read, a line for each row or paragraph. Tags need not be balanced.
 * @throws SyntaxError or another Error for what is no selector: see `isSelector`
 */
export function selectTexts(html: string, selector: string): readonly string[] {
  return cssSelect()
    .selectAll<Node, Element>(selector, documentOf(html), { cacheResults: false })
    .filter((element) => !isHeading(element))
    .map(elementText);
}

/** Whether a text is a selector that `selectTexts` takes. */
export function isSelector(text: string): boolean {
  try {
    cssSelect().compile(text);
    return true;
  } catch {
    // Its own way to say that it is none.
    return false;
  }
}

type Element = Extract<Node, { readonly attribs: unknown }>;

/** Loaded with the first selector: no other family needs it, and it takes as long to load as all the rest of them. */
function cssSelect(): typeof import("css-select") {
  return createRequire(import.meta.url)("css-select");
}

/** As browsers do, what is nested deeper than this goes beside: a page cannot exhaust the stack. */
const deepest = 512;
/** What is nested deeper than this is no page: the parser's own stack costs the square of its depth. */
const tooDeep = 10_000;
const pieceLength = 65_536;

function documentOf(html: string): Document {
  const handler = new DomHandler();
  let beyond = 0;
  let depth = 0;
  const parser = new Parser({
    onopentag: (tag, attributes) => {
      if (depth < deepest) depth += 1;
      else {
        beyond += 1;
        handler.onclosetag();
      }
      handler.onopentag(tag, attributes);
    },
    onclosetag: () => {
      if (beyond > 0) beyond -= 1;
      else {
        depth -= 1;
        handler.onclosetag();
      }
    },
    ontext: (text) => handler.ontext(text),
    onend: () => handler.onend(),
  });
  for (let at = 0; at < html.length && depth + beyond < tooDeep; at += pieceLength) {
    parser.write(html.slice(at, at + pieceLength));
  }
  parser.end();
  return handler.root;
}

function elementText(element: Element): string {
  switch (element.name) {
    case "input":
      return element.attribs["value"] ?? "";
    case "textarea":
    case "pre":
    case "plaintext":
      // The line break right after the tag is no part of it, HTML standard 13.2.6.4.7.
      return DomUtils.textContent(element).replace(/^\r?\n/, "");
    case "tr":
      return cellsOf(element)
        .map((cell) => visibleText(cell).replaceAll("\n", " "))
        .join("\t");
    default:
      return visibleText(element);
  }
}

/** It stands above every page of a log, and is no row of it. */
function isHeading(element: Element): boolean {
  const cells = element.name === "tr" ? cellsOf(element) : [];
  return cells.length > 0 && cells.every(({ name }) => name === "th");
}

/** The cells of a row; those of a table inside of one are a part of it. */
function cellsOf(node: Element): readonly Element[] {
  return node.children
    .filter(isElement)
    .flatMap((child) => (child.name === "td" || child.name === "th" ? [child] : cellsOf(child)));
}

function visibleText(element: Element): string {
  const pieces: string[] = [];
  collect(element, pieces);
  return tidyLines(pieces.join(""));
}

function collect(node: Element, pieces: string[]): void {
  for (const child of node.children) {
    if (child.type === ElementType.Text) pieces.push(child.data.replaceAll(/\s+/g, " "));
    if (!isElement(child) || silentTags.has(child.name)) continue;
    const edge = lineTags.has(child.name) ? "\n" : "";
    pieces.push(child.name === "td" || child.name === "th" ? "\t" : edge);
    collect(child, pieces);
    pieces.push(edge);
  }
}

function isElement(node: Node): node is Element {
  return ElementType.isTag(node);
}
