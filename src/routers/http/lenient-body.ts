import type { BodyReader } from "./body-reader.ts";
import { ChunkedBody } from "./chunked-body.ts";
import type { Framing } from "./lenient-head.ts";

/** The reader for a framing. */
export function createBodyReader(framing: Framing): BodyReader {
  switch (framing.kind) {
    case "none":
      return plainBody(0, true);
    case "close":
      return plainBody(undefined, false);
    case "length":
      return plainBody(framing.length, framing.isKeptAlive);
    case "chunked":
      return new ChunkedBody();
  }
}

/**
 * Where the router keeps the connection its own bookkeeping hangs on the length, so it ends the body; otherwise bytes that come after a length
 * which was too small belong to the page.
 */
function plainBody(length: number | undefined, endsAtLength: boolean): BodyReader {
  const pieces: Buffer[] = [];
  let size = 0;
  return {
    push: (piece) => {
      const kept = endsAtLength && length !== undefined ? piece.subarray(0, length - size) : piece;
      pieces.push(kept);
      size += kept.length;
      if (length === undefined || size < length) return "more";
      return endsAtLength ? "done" : "enough";
    },
    finish: () => ({ body: Buffer.concat(pieces), isComplete: length === undefined || size >= length }),
    get size() {
      return size;
    },
  };
}
