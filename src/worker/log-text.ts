import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { describeError, FatalError } from "../errors.ts";

/**
 * The text of a log, in pieces: unpacked where the bytes are those of gzip, whatever the file is called; UTF-16 where a byte order mark
 * says so (logs saved by Windows), else UTF-8. Bytes that are neither become U+FFFD.
 * @throws FatalError when packed bytes are damaged or end too early, after nearly everything before that: what zlib was just unpacking
 * it does not give
 */
export async function* logText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { first, all } = await peek(bytes);
  yield* startsWith(first, gzip) ? decoded(unpacked(all)) : decoded(all);
}

const gzip = [0x1f, 0x8b];
/** Encodings by their byte order marks. */
const marked = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
];

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { first, all } = await peek(bytes);
  const decoder = new TextDecoder(marked.find(({ mark }) => startsWith(first, mark))?.encoding ?? "utf-8");
  for await (const piece of all) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(bytes);
  const gunzip = createGunzip();
  packed.once("error", (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip);
  } catch (thrown) {
    const words = `the packed log is damaged or was cut off (${describeError(thrown)}); all but the last lines before that was read`;
    throw new FatalError(words, { cause: thrown });
  } finally {
    packed.destroy();
  }
}

/** The first two bytes at least, where there are so many, and everything including them. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly first: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  while (first.length < 2) {
    const { value, done } = await source.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  return { first, all: joined(first, source) };
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}
