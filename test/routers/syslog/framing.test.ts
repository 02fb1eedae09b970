import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createFraming } from "../../../src/routers/syslog/framing.ts";

const longest = 40;

/** What becomes of bytes that come in these pieces, the connection's end last. */
function framed(pieces: readonly Buffer[]): readonly string[] {
  const framing = createFraming(longest);
  return [...pieces.flatMap((piece) => framing.push(piece)), ...framing.end()];
}

function linesOf(text: string): readonly string[] {
  return framed([Buffer.from(text)]);
}

/** The same, cut at every place at once. */
function byByte(text: string): readonly string[] {
  return framed([...Buffer.from(text)].map((byte) => Buffer.from([byte])));
}

const cases: readonly (readonly [name: string, stream: string, lines: readonly string[]])[] = [
  ["line feeds", "<4>one\n<4>two\n", ["<4>one", "<4>two"]],
  ["a last line without its end", "<4>one\n<4>two", ["<4>one", "<4>two"]],
  ["NULs", "<4>one\0<4>two\0", ["<4>one", "<4>two"]],
  ["CR LF, whose CR is left to whoever reads the line", "<4>one\r\n<4>two\r\n", ["<4>one\r", "<4>two\r"]],
  ["empty lines", "\n\n<4>one\n\0\r\n\n<4>two\n\n", ["<4>one", "<4>two"]],
  ["counted lines", "6 <4>one7 <13>two", ["<4>one", "<13>two"]],
  ["counted lines that hold line feeds and NULs", "9 <4>o\nn\0e\n6 <4>two", ["<4>o\nn\0e\n", "<4>two"]],
  ["counted lines with a line feed behind each", "6 <4>one\n6 <4>two\n", ["<4>one", "<4>two"]],
  ["octets, not characters", "10 <4>Zoë é6 <4>two", ["<4>Zoë é", "<4>two"]],
  ["both in one connection", "6 <4>one<4>two\n6 <4>six", ["<4>one", "<4>two", "<4>six"]],
  [
    "text that begins with a year",
    "2021 Jan  8 06:43:02 x\n2021-01-08 y\n",
    ["2021 Jan  8 06:43:02 x", "2021-01-08 y"],
  ],
  ["a number in front of no priority", "12 monkeys\n", ["12 monkeys"]],
  ["a number that is too long", "123456789 <4>x\n", ["123456789 <4>x"]],
  ["a count of nothing", "0 <4>x\n", ["0 <4>x"]],
  ["a count with a nought in front", "06 <4>x\n", ["06 <4>x"]],
  ["a line as long as is allowed", `${"x".repeat(40)}\nnext\n`, ["x".repeat(40), "next"]],
  ["a line that is too long", `${"x".repeat(99)}\nnext\n`, ["x".repeat(41), "next"]],
  ["a line that is too long by one", `${"x".repeat(41)}\nnext\n`, ["x".repeat(41), "next"]],
  ["a line that is too long and never ends", "x".repeat(99), ["x".repeat(41)]],
  ["a counted line that is too long", `103 <4>${"x".repeat(100)}6 <4>two`, [`<4>${"x".repeat(38)}`, "<4>two"]],
  ["a counted line that was cut off", "20 <4>one", ["<4>one"]],
  ["a count and nothing else", "20 ", ["20 "]],
  ["nothing", "", []],
];

describe("the lines of a TCP connection", () => {
  for (const [name, stream, lines] of cases) {
    test(name, () => {
      assert.deepEqual(linesOf(stream), lines);
      assert.deepEqual(byByte(stream), lines);
    });
  }

  test("are there as soon as their end is, not when the connection's is", () => {
    const framing = createFraming(longest);
    assert.deepEqual(framing.push(Buffer.from("<4>one\n<4>t")), ["<4>one"]);
    assert.deepEqual(framing.push(Buffer.from("wo\n12 ")), ["<4>two"]);
    assert.deepEqual(framing.push(Buffer.from("<4>three")), []);
    assert.deepEqual(framing.push(Buffer.from("more")), ["<4>threemore"]);
    assert.deepEqual(framing.push(Buffer.from("x".repeat(41))), ["x".repeat(41)]);
  });
});

/** Any text of no end, as somebody may frame it; longer than allowed, too. */
const message = fc.string({ unit: fc.constantFrom("a", "7", " ", "<", "é", "]", "\t"), maxLength: 60 });
const priority = fc.integer({ min: 0, max: 191 }).map((number) => `<${number}>`);
const frame = fc.record({ priority, message, isCounted: fc.boolean(), end: fc.constantFrom("\n", "\0", "\r\n") });
/** What means something in a stream, and bytes that are no UTF-8. */
const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."0123456789 <\n\0\rx").map((sign) => sign.charCodeAt(0)),
      fc.nat(255),
    ),
    {
      maxLength: 300,
    },
  )
  .map((bytes) => Buffer.from(bytes));

/** A stream of bytes cut into pieces somewhere. */
function cut(stream: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [0, ...places.map((place) => place % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  return at.slice(1).map((to, index) => stream.subarray(at[index], to));
}

test("every line that was framed comes out, in order, however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), (frames, places) => {
      const whole = frames.map((one) => Buffer.from(one.priority + one.message));
      const stream = Buffer.concat(
        frames.flatMap(({ isCounted, end }, index) => {
          const line = whole[index] ?? Buffer.alloc(0);
          return isCounted ? [Buffer.from(`${line.length} `), line] : [line, Buffer.from(end)];
        }),
      );
      const expected = whole.map((line, index) => {
        const isCut = line.length > longest;
        const text = line.subarray(0, longest + 1).toString();
        return isCut || frames[index]?.isCounted === true || frames[index]?.end !== "\r\n" ? text : `${text}\r`;
      });
      // A CR in front of the line feed may be the byte too many.
      const trimmed = (lines: readonly string[]) => lines.map((line) => line.replace(/\r$/, ""));
      assert.deepEqual(trimmed(framed(cut(stream, places))), trimmed(expected));
    }),
    { numRuns: 2000 },
  );
});

test("any bytes give the same lines however they are cut, none longer than is allowed and one", () => {
  fc.assert(
    fc.property(noise, fc.array(fc.nat(), { maxLength: 20 }), (stream, places) => {
      const lines = framed([stream]);
      assert.deepEqual(framed(cut(stream, places)), lines);
      for (const line of lines) assert.ok(line.length <= longest + 1);
    }),
    { numRuns: 2000 },
  );
});
