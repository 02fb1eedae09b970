import type { Framing } from "./lenient-head.ts";

/** What is known of the body so far. "enough": all that was stated is there, more may yet prove the statement wrong. */
export type BodyState = "more" | "enough" | "done";

/** Collects a body piece by piece. Pure but for its own memory. */
export interface BodyReader {
  push(piece: Buffer): BodyState;
  /** The connection ended, or we stopped waiting. */
  finish(): { readonly body: Buffer; readonly isComplete: boolean };
  /** Bytes kept. */
  readonly size: number;
}

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
      return chunkedBody();
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

/** A size line longer than this is none. */
const longestSizeLine = 1024;

/**
 * Chunks (RFC 9112, 7.1), with blanks around the size, LF alone, and trailers passed over. What claims to be chunked and does not begin with a size
 * is taken as it is, up to the end of the connection. A size that makes no sense later on ends the body, incomplete.
 */
function chunkedBody(): BodyReader {
  const pieces: Buffer[] = [];
  const raw = plainBody(undefined, false);
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  let size = 0;
  let state: "first size" | "size" | "data" | "data end" | "trailer" | "end" | "broken" | "raw" = "first size";
  return {
    push: (piece) => {
      if (state === "raw") return raw.push(piece);
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      while (step());
      return state === "end" || state === "broken" ? "done" : "more";
    },
    finish: () => {
      if (state === "first size" && rest.length > 0) raw.push(rest);
      if (raw.size > 0) return raw.finish();
      return { body: Buffer.concat(pieces), isComplete: state === "end" || state === "trailer" };
    },
    get size() {
      return size + raw.size;
    },
  };

  /** Takes one element off `rest`; false where that needs more bytes or nothing may follow. */
  function step(): boolean {
    if (state === "data") return takeData();
    if (state === "end" || state === "broken" || state === "raw") return false;
    const lineEnd = rest.indexOf(0x0a);
    if (lineEnd === -1 && rest.length <= longestSizeLine) return false;
    const line = rest.toString("latin1", 0, lineEnd === -1 ? rest.length : lineEnd).trim();
    if (lineEnd === -1 || lineEnd > longestSizeLine) return giveUp();
    return takeLine(line, lineEnd + 1);
  }

  function takeLine(line: string, length: number): boolean {
    if (state === "trailer" || state === "data end") {
      if (state === "data end" && line !== "") return giveUp();
      if (line === "") state = state === "trailer" ? "end" : "size";
      rest = rest.subarray(length);
      return true;
    }
    const digits = /^([\da-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1];
    if (digits === undefined) return giveUp();
    left = Number.parseInt(digits, 16);
    rest = rest.subarray(length);
    state = left === 0 ? "trailer" : "data";
    return true;
  }

  function takeData(): boolean {
    const taken = rest.subarray(0, left);
    pieces.push(taken);
    size += taken.length;
    left -= taken.length;
    rest = rest.subarray(taken.length);
    if (left > 0) return false;
    state = "data end";
    return true;
  }

  function giveUp(): boolean {
    if (state === "first size") {
      state = "raw";
      raw.push(rest);
    } else {
      state = "broken";
    }
    return false;
  }
}
