/** HTML that is ready: whatever came from outside is escaped in it. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

/** Puts values into HTML; texts and numbers are escaped, what is HTML already is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => text + rendered(parts[index] ?? "")).join("") };
}

/** Takes a text that we made as HTML. */
export function trusted(text: string): Html {
  return { html: text };
}

function rendered(part: Part): string {
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map((piece) => piece.html).join("");
}

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? "");
}
