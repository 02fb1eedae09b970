import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AnswerParser, type ParsedAnswer } from "../../../src/routers/http/lenient-answer.ts";

/** What the parser makes of pieces, and whether it was sure before the connection ended. */
function parse(...pieces: readonly (string | Buffer)[]): ParsedAnswer | undefined {
  const parser = new AnswerParser();
  for (const piece of pieces) {
    const state = parser.push(Buffer.isBuffer(piece) ? piece : Buffer.from(piece, "latin1"));
    if (state === "not http" || state === "head too large") return undefined;
    if (state === "done") break;
  }
  return parser.finish();
}

interface Case {
  readonly name: string;
  readonly bytes: string;
  readonly status: number;
  readonly body: string;
  readonly isComplete?: boolean;
  readonly header?: readonly [name: string, values: readonly string[]];
}

const cases: readonly Case[] = [
  {
    name: "SMC Barricade: a head of three lines, the body ends with the connection",
    bytes: "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!---CAS:0003--><HTML>x</HTML>",
    status: 200,
    body: "<!---CAS:0003--><HTML>x</HTML>",
    header: ["content-type", ["text/html"]],
  },
  {
    name: "AMIT: the reason NG",
    bytes: 'HTTP/1.0 401 NG\r\nWWW-Authenticate: Basic realm="RT-1"\r\n\r\n<!--CAS:0003-->Unauthorized',
    status: 401,
    body: "<!--CAS:0003-->Unauthorized",
    header: ["www-authenticate", ['Basic realm="RT-1"']],
  },
  { name: "511 with no header at all", bytes: "HTTP/1.1 511 Not Implemented\r\n\r\n", status: 511, body: "" },
  { name: "no reason and no blank before it", bytes: "HTTP/1.1 200\r\n\r\nx", status: 200, body: "x" },
  { name: "a version without a number", bytes: "HTTP 200 Ok\r\n\r\nx", status: 200, body: "x" },
  { name: "two blanks in the status line", bytes: "HTTP/1.0  200  Ok\r\n\r\nx", status: 200, body: "x" },
  {
    name: "a head ended by LF alone",
    bytes: "HTTP/1.0 200 OK\nA: 1\n\nline\n",
    status: 200,
    body: "line\n",
    header: ["a", ["1"]],
  },
  {
    name: "CRLF and LF in one head",
    bytes: "HTTP/1.0 200 OK\r\nA: 1\n\r\nx",
    status: 200,
    body: "x",
    header: ["a", ["1"]],
  },
  { name: "empty lines before the status line", bytes: "\r\n\r\nHTTP/1.0 200 OK\r\n\r\nx", status: 200, body: "x" },
  {
    name: "the empty line after the head was forgotten",
    bytes: "HTTP/1.0 200 OK\r\nA: 1\r\n<html>x",
    status: 200,
    body: "<html>x",
    header: ["a", ["1"]],
  },
  {
    name: "a header that is folded",
    bytes: "HTTP/1.0 200 OK\r\nA: 1\r\n  2\r\n\r\nx",
    status: 200,
    body: "x",
    header: ["a", ["1 2"]],
  },
  {
    name: "a head line without a colon",
    bytes: "HTTP/1.0 200 OK\r\nnonsense\r\nA: 1\r\n\r\nx",
    status: 200,
    body: "x",
    header: ["a", ["1"]],
  },
  {
    name: "blanks before the colon",
    bytes: "HTTP/1.0 200 OK\r\nA : 1\r\n\r\nx",
    status: 200,
    body: "x",
    header: ["a", ["1"]],
  },
  {
    name: "doubled headers",
    bytes: "HTTP/1.0 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nx",
    status: 200,
    body: "x",
    header: ["set-cookie", ["a=1", "b=2"]],
  },
  { name: "an empty 200", bytes: "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", status: 200, body: "" },
  {
    name: "an empty 200 without the end of its head",
    bytes: "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n",
    status: 200,
    body: "",
    isComplete: false,
  },
  {
    name: "a redirect without the end of its head",
    bytes: "HTTP/1.0 301 Moved\r\nLocation: /a\r\n",
    status: 301,
    body: "",
    isComplete: false,
    header: ["location", ["/a"]],
  },
  { name: "a right length", bytes: "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", status: 200, body: "abc" },
  {
    name: "a length that is too large",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nabc",
    status: 200,
    body: "abc",
    isComplete: false,
  },
  {
    name: "a length that is too small",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nabcdef",
    status: 200,
    body: "abcdef",
  },
  {
    name: "a length of nothing before a page",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n<html>",
    status: 200,
    body: "<html>",
  },
  {
    name: "a length that a kept connection hangs on",
    bytes: "HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nabcdef",
    status: 200,
    body: "ab",
  },
  {
    name: "two lengths that agree",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 9\r\nContent-Length: 9\r\n\r\nabc",
    status: 200,
    body: "abc",
    isComplete: false,
  },
  {
    name: "two lengths that differ",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\nabc",
    status: 200,
    body: "abc",
  },
  { name: "a length of -1", bytes: "HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\nabc", status: 200, body: "abc" },
  {
    name: "a length of -1 printed as unsigned",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 4294967295\r\n\r\nabc",
    status: 200,
    body: "abc",
  },
  {
    name: "a length with a unit",
    bytes: "HTTP/1.0 200 OK\r\nContent-Length: 9 bytes\r\n\r\nabc",
    status: 200,
    body: "abc",
  },
  { name: "204 has no body", bytes: "HTTP/1.0 204 No Content\r\n\r\nabc", status: 204, body: "" },
  {
    name: "100 Continue comes first",
    bytes: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
    status: 200,
    body: "x",
  },
  { name: "HTTP/0.9", bytes: "<HTML>x</HTML>", status: 200, body: "<HTML>x</HTML>" },
  { name: "HTTP/0.9 after an empty line", bytes: "\r\n <HTML>x</HTML>", status: 200, body: "\r\n <HTML>x</HTML>" },
  { name: "chunks", bytes: chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), status: 200, body: "abcde" },
  {
    name: "chunks with blanks, extensions, upper case and trailers",
    bytes: chunked(" 3 ;x=1\r\nabc\r\nA \r\n0123456789\r\n0\r\nT: 1\r\n\r\n"),
    status: 200,
    body: "abc0123456789",
  },
  { name: "chunks by LF", bytes: chunked("3\nabc\n0\n\n"), status: 200, body: "abc" },
  {
    name: "chunks and a length",
    bytes: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    status: 200,
    body: "abc",
  },
  { name: "chunks without the empty line at the end", bytes: chunked("3\r\nabc\r\n0\r\n"), status: 200, body: "abc" },
  { name: "chunks without the last one", bytes: chunked("3\r\nabc\r\n"), status: 200, body: "abc", isComplete: false },
  { name: "a chunk that was cut", bytes: chunked("9\r\nabc"), status: 200, body: "abc", isComplete: false },
  {
    name: "a chunk of another size than it says",
    bytes: chunked("2\r\nabc\r\n0\r\n\r\n"),
    status: 200,
    body: "ab",
    isComplete: false,
  },
  {
    name: "a later size that is none",
    bytes: chunked("2\r\nab\r\nxyz\r\n0\r\n\r\n"),
    status: 200,
    body: "ab",
    isComplete: false,
  },
  { name: "chunked is said and not done", bytes: chunked("<html>\r\nx"), status: 200, body: "<html>\r\nx" },
  { name: "chunked is said and a short text comes", bytes: chunked("hello"), status: 200, body: "hello" },
];

function chunked(body: string): string {
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n${body}`;
}

for (const { name, bytes, status, body, isComplete = true, header } of cases) {
  test(`the lenient reader understands: ${name}`, () => {
    const answer = parse(bytes);
    assert.deepEqual(
      { status: answer?.status, body: answer?.body.toString("latin1"), isComplete: answer?.isComplete },
      { status, body, isComplete },
    );
    if (header === undefined) return;
    const [wanted, values] = header;
    assert.deepEqual(
      answer?.headers.filter(([candidate]) => candidate === wanted).map(([, value]) => value),
      values,
    );
  });
}

const refused: Readonly<Record<string, string>> = {
  "nothing at all": "",
  "nothing but empty lines": "\r\n\r\n",
  "the beginning of a status line": "HTTP/1.0 20",
  "a status that is no number": "HTTP/1.0 OK\r\n\r\nx",
  "another protocol": "SSH-2.0-dropbear\r\n",
  "garbage before the status line": "xyz\r\nHTTP/1.0 200 OK\r\n\r\nx",
  "the end of another page before the status line": "</HTML>\r\nHTTP/1.0 200 OK\r\n\r\nx",
  "only 100 Continue": "HTTP/1.1 100 Continue\r\n\r\n",
  "headers without a status line": "Content-Type: text/html\r\n\r\n<html>",
  "a head without end": `HTTP/1.0 200 OK\r\n${"A: 1\r\n".repeat(10_000)}`,
  "a head that ends inside a line": "HTTP/1.0 200 OK\r\nContent-Ty",
  "a refusal whose challenge may be lost": "HTTP/1.0 401 NG\r\n",
  "blanks without end": " ".repeat(40_000),
};

for (const [name, bytes] of Object.entries(refused)) {
  test(`the lenient reader does not take for an answer: ${name}`, () => {
    assert.equal(parse(bytes), undefined);
  });
}

const knownBytes = [
  ...cases.map(({ bytes }) => bytes),
  ...Object.values(refused).filter(({ length }) => length < 1000),
];

test("an answer is the same however its bytes are cut into pieces", () => {
  fc.assert(
    fc.property(fc.constantFrom(...knownBytes), fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
      const whole = Buffer.from(text, "latin1");
      const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
      const pieces = at.slice(1).map((to, index) => whole.subarray(at[index], to));
      assert.deepEqual(parse(...pieces), parse(whole));
    }),
    { numRuns: 2000 },
  );
  for (const text of knownBytes) assert.deepEqual(parse(...text), parse(text), JSON.stringify(text));
});

test("any bytes at all give an answer or none, and never an exception", () => {
  const mangled = fc
    .tuple(fc.constantFrom(...knownBytes), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
    .map(([text, changes]) => {
      const bytes = Buffer.from(text, "latin1");
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    });
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(mangled, noise), (bytes) => {
      const answer = parse(bytes);
      assert.ok(answer === undefined || (answer.status >= 200 && answer.status <= 999));
      assert.deepEqual(parse(...[...bytes].map((byte) => Buffer.of(byte))), answer);
    }),
    { numRuns: 2000 },
  );
});
