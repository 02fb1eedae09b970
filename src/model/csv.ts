/** What a cell of a table may hold; what is undefined stays empty. */
export type CsvCell = string | number | boolean | undefined;

/**
 * One row as RFC 4180 has it, without its end (CR LF). Text that a spreadsheet would take for a formula begins with an
 * apostrophe, as OWASP advises ("CSV Injection"); numbers stay what they are.
 */
export function csvRow(cells: readonly CsvCell[]): string {
  return cells.map((cell) => (typeof cell === "string" ? quoted(harmless(cell)) : String(cell ?? ""))).join(",");
}

/**
 * Where text begins like a formula, blanks and quotation marks aside: at its start, and wherever a spreadsheet that takes other
 * separators than ours would begin a cell. The wide forms of the signs count too, and a start that moves to another cell.
 */
const formulaStart = /(?<=^|[;\t\r\n])(?=(?:[^\S\t\r\n]|")*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g;

/** Readers stop at a NUL, or take it for nothing. */
function harmless(text: string): string {
  return text.replaceAll("\0", "\u{fffd}").replace(formulaStart, "'");
}

function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
