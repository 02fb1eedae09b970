import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { decodePage } from "../../../src/routers/http/charset.ts";
import { get, openClient } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

interface Case {
  readonly name: string;
  readonly bytes: readonly number[];
  readonly option?: string;
  readonly contentType?: string;
  readonly meta?: string;
  readonly text: string;
}

const charsets: readonly Case[] = [
  { name: "windows-1252 where nothing is said", bytes: [0x80, 0xe4], text: "€ä" },
  { name: "the header", bytes: [0xc3, 0xa4], contentType: "text/html; Charset=UTF-8", text: "ä" },
  { name: "the header in quotes", bytes: [0xc3, 0xa4], contentType: 'text/html;charset="utf-8"', text: "ä" },
  { name: "a meta element", bytes: [0xc3, 0xa4], meta: "<META charset=utf-8>", text: "ä" },
  {
    name: "a meta element of the old kind",
    bytes: [0x82, 0xa0],
    meta: '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
    text: "あ",
  },
  {
    name: "the header before the meta element",
    bytes: [0xe4],
    contentType: "a/b; charset=latin1",
    meta: "<meta charset=utf-8>",
    text: "ä",
  },
  { name: "the option before all", bytes: [0xc3, 0xa4], option: "utf-8", contentType: "a/b; charset=gbk", text: "ä" },
  {
    name: "an unknown label is passed over",
    bytes: [0xc3, 0xa4],
    option: "utf-nine",
    contentType: "a/b; charset=???",
    meta: "<meta charset=utf-8>",
    text: "ä",
  },
  { name: "a meta element that claims UTF-16 in ASCII", bytes: [0xc3, 0xa4], meta: "<meta charset=utf-16>", text: "ä" },
  { name: "bytes that the charset does not have", bytes: [0xff], contentType: "a/b; charset=utf-8", text: "\u{fffd}" },
];

for (const { name, bytes, option = "", contentType = "", meta = "", text } of charsets) {
  test(`the charset of a page: ${name}`, () => {
    assert.equal(decodePage(Buffer.from([...Buffer.from(meta), ...bytes]), option, contentType), `${meta}${text}`);
  });
}

test("a byte order mark tells the charset and is no part of the page", () => {
  assert.equal(decodePage(Buffer.from("\u{feff}ä", "utf8"), "", "a/b; charset=latin1"), "ä");
  assert.equal(decodePage(Buffer.from("\u{feff}ä", "utf16le"), "", ""), "ä");
});

test("the client decodes by header, and by option against it", async (t) => {
  const server = await startRawServer(t, () => ({
    pieces: ["HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", Buffer.from([0xe4])],
  }));
  assert.equal((await get(openClient(t, server.url))).body, "\u{fffd}");
  assert.equal((await get(openClient(t, server.url, { charset: "iso-8859-1" }))).body, "ä");
});

const text = "<HTML>log</HTML>".repeat(100);
const codings = {
  gzip: { coding: "gzip", body: gzipSync(text) },
  "x-gzip": { coding: "x-gzip", body: gzipSync(text) },
  deflate: { coding: "deflate", body: deflateSync(text) },
  "gzip that is only said": { coding: "gzip", body: Buffer.from(text) },
  "a coding that nobody knows": { coding: "br-9", body: Buffer.from(text) },
};

for (const [name, { coding, body }] of Object.entries(codings)) {
  test(`a page comes unpacked: ${name}`, async (t) => {
    const server = await startRawServer(t, () => ({
      pieces: [`HTTP/1.0 200 OK\r\nContent-Encoding: ${coding}\r\n\r\n`, body],
    }));
    assert.equal((await get(openClient(t, server.url))).body, text);
  });
}

test("a packed page that grows beyond the limit, or is broken, is refused", async (t) => {
  const bodies = [
    gzipSync(Buffer.alloc(1_000_000)),
    Buffer.concat([gzipSync(text).subarray(0, 40), Buffer.alloc(20, 7)]),
  ];
  const server = await startRawServer(t, (_request, index) => ({
    pieces: ["HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n", bodies[index] ?? ""],
  }));
  const client = openClient(t, server.url, { maxBytes: 50_000 });
  await assert.rejects(get(client), { name: "RetryableError", message: /more than 50000 bytes/ });
  await assert.rejects(get(client), { name: "RetryableError", message: /compression is broken/ });
});

test("of a packed page that was cut, what came is read and the cut is told", async (t) => {
  const packed = gzipSync(text.repeat(1000));
  const head = `HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
  const server = await startRawServer(t, () => ({ pieces: [head, packed.subarray(0, packed.length / 2)] }));
  const answer = await get(openClient(t, server.url, { maxBytes: 5_000_000 }));
  assert.equal(answer.isComplete, false);
  assert.ok(answer.body.startsWith(text));
});
