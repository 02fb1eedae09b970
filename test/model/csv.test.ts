import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type CsvCell, csvRow } from "../../src/model/csv.ts";
import { readCsv, withoutPython } from "../support/python-csv.ts";

const cells: readonly { readonly what: string; readonly cell: CsvCell; readonly written: string }[] = [
  { what: "plain text stays as it is", cell: "eth0", written: "eth0" },
  { what: "what is not known is empty", cell: undefined, written: "" },
  { what: "a number stays a number", cell: 445, written: "445" },
  { what: "a number below zero stays one too", cell: -5, written: "-5" },
  { what: "a truth value is a word", cell: false, written: "false" },
  { what: "a comma needs quotation marks", cell: "a,b", written: '"a,b"' },
  { what: "a quotation mark is doubled", cell: 'say "hi"', written: '"say ""hi"""' },
  { what: "a line end stays inside its cell", cell: "a\r\nb", written: '"a\r\nb"' },
  { what: "blanks at the edge are kept", cell: " a ", written: '" a "' },
  { what: "letters of other scripts are kept", cell: "Süd=東", written: "Süd=東" },
  { what: "a NUL is shown as unknown", cell: "a\0b", written: "a\u{fffd}b" },
  { what: "a formula begins with an apostrophe", cell: "=1+1", written: "'=1+1" },
  { what: "a program call does", cell: "=cmd|' /C calc'!A0", written: "'=cmd|' /C calc'!A0" },
  { what: "a plus does", cell: "+1", written: "'+1" },
  { what: "a minus does", cell: "-1", written: "'-1" },
  { what: "an at sign does", cell: "@SUM(A1)", written: "'@SUM(A1)" },
  { what: "a wide equals sign does", cell: "＝1", written: "'＝1" },
  { what: "a tab does", cell: "\tA1", written: '"\'\tA1"' },
  { what: "a carriage return does", cell: "\rA1", written: '"\'\rA1"' },
  { what: "a line feed does", cell: "\nA1", written: '"\'\nA1"' },
  { what: "blanks before a formula hide nothing", cell: "\u{a0} =1", written: "'\u{a0} =1" },
  { what: "quotation marks before a formula hide nothing", cell: '"=1', written: '"\'""=1"' },
  { what: "a formula behind another separator does", cell: "a;=1", written: '"a;\'=1"' },
  { what: "a formula on a line of its own does", cell: "a\n=1", written: '"a\n\'=1"' },
  { what: "a sign inside text is text", cell: "a=b;c-d@e", written: '"a=b;c-d@e"' },
];

describe("a cell of a table", () => {
  for (const { what, cell, written } of cells) test(what, () => assert.equal(csvRow([cell]), written));
});

test("cells are parted by commas, and empty ones are there too", () => {
  assert.equal(csvRow(["a", undefined, 1, "", true]), "a,,1,,true");
});

test("a million hostile letters take no longer than they are many", () => {
  // Were each looked at from each other one, nobody would wait for the end of this test.
  for (const text of ["\t", `;${" ".repeat(9)}`, ";", '"', "\u{a0}"].map((unit) => unit.repeat(1e6))) {
    assert.ok(csvRow([text]).length > text.length);
  }
});

/** Text of what makes trouble, and of anything. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."=+-@＝＋－＠\t\r\n;,\"' |a1\u{a0}\u{feff}") }),
  fc.string({ unit: "binary" }),
);
const tables = fc.array(fc.tuple(texts, fc.nat(), texts, fc.option(texts, { nil: undefined })), {
  minLength: 100,
  maxLength: 100,
});
/** Each run starts a program. */
const runs = Math.ceil(Number(process.env["PROPERTY_RUNS"] ?? 300) / 60);

describe("a table of hostile text", { skip: withoutPython }, () => {
  test("is read by another program as the same cells, but for the apostrophes", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const read = readCsv(rows.map((row) => `${csvRow(row)}\r\n`).join(""));
        assert.deepEqual(
          read.map((cells) => cells.map(withoutApostrophes)),
          rows.map((cells) => cells.map((cell) => withoutApostrophes(String(cell ?? "").replaceAll("\0", "\u{fffd}")))),
        );
      }),
      { numRuns: runs },
    );
  });

  for (const separator of [",", ";", "\t"]) {
    test(`holds no formula for a spreadsheet that parts cells by ${JSON.stringify(separator)}`, () => {
      fc.assert(
        fc.property(tables, (rows) => {
          const read = readCsv(rows.map((row) => `${csvRow(row)}\r\n`).join(""), separator);
          assert.deepEqual(
            read.flat().filter((cell) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell)),
            [],
          );
        }),
        { numRuns: runs },
      );
    });
  }
});

function withoutApostrophes(text: string): string {
  return text.replaceAll("'", "");
}
