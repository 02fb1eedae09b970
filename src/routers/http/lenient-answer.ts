import { maxHeadBytes } from "./exchange.ts";
import { type BodyReader, type BodyState, createBodyReader } from "./lenient-body.ts";
import { findHeadEnd, framingOf, type Head, parseHead } from "./lenient-head.ts";

/** "head": not yet past it; "not http", "head too large": nothing to be made of it; else the state of the body. */
export type AnswerState = "head" | "not http" | "head too large" | BodyState;

export interface ParsedAnswer extends Head {
  readonly body: Buffer;
  readonly isComplete: boolean;
}

/** Understands one answer from its bytes, however they are cut into pieces. */
export interface AnswerParser {
  push(piece: Buffer): AnswerState;
  /** The answer with what came until now; `undefined` where that is none. */
  finish(): ParsedAnswer | undefined;
  readonly bodySize: number;
}

/**
 * A parser for the answers of old appliances. HTTP/0.9 is known by a body that starts with markup at once. Other bytes before the status line are
 * not passed over: they may be the end of somebody else's answer.
 */
export function createAnswerParser(): AnswerParser {
  let pending: Buffer = Buffer.alloc(0);
  let start: "blank" | "status" | "markup" = "blank";
  let head: Head | undefined;
  let body: BodyReader | undefined;
  return {
    push: (piece) => {
      if (body !== undefined) return body.push(piece);
      pending = Buffer.concat([pending, piece]);
      return readHead();
    },
    finish: () => {
      if (head === undefined) return cutHead(pending);
      if (body === undefined) return undefined;
      const answer = { ...head, ...body.finish() };
      return start === "markup" && statusLineInside.test(answer.body.toString("latin1", 0, 1024)) ? undefined : answer;
    },
    get bodySize() {
      return body?.size ?? 0;
    },
  };

  function readHead(): AnswerState {
    const first = firstInk(pending);
    if (first === undefined) return pending.length > maxHeadBytes ? "head too large" : "head";
    const opening = openingOf(pending, first);
    if (opening === "unknown yet") return "head";
    if (opening === "other") return "not http";
    start = opening;
    return opening === "markup" ? beginBody({ status: 200, headers: [] }, 0) : readStatus(first);
  }

  function readStatus(first: number): AnswerState {
    const span = findHeadEnd(pending, first);
    // Less two: the empty line may have come in part.
    if ((span?.end ?? pending.length - 2) - first > maxHeadBytes) return "head too large";
    if (span === undefined) return "head";
    const parsed = parseHead(pending.toString("latin1", first, span.end));
    if (parsed === undefined) return "not http";
    if (parsed.status >= 200) return beginBody(parsed, span.bodyStart);
    // An interim answer (100 Continue): the real one follows.
    pending = pending.subarray(span.bodyStart);
    return readHead();
  }

  function beginBody(parsed: Head, bodyStart: number): AnswerState {
    head = parsed;
    body = createBodyReader(framingOf(parsed));
    return body.push(pending.subarray(bodyStart));
  }
}

const statusLineInside = /^HTTP\/\d[\d.]*\s+\d{3}\b/im;

/** Index of the first byte that is no blank, CR, LF, tab or byte order mark. */
function firstInk(bytes: Buffer): number | undefined {
  const index = bytes.findIndex((byte) => !blankBytes.has(byte));
  return index === -1 ? undefined : index;
}

const blankBytes: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

function openingOf(bytes: Buffer, first: number): "status" | "markup" | "other" | "unknown yet" {
  const opening = bytes.toString("latin1", first, first + 4).toUpperCase();
  if (opening.startsWith("<")) return "markup";
  if (opening === "HTTP") return "status";
  return "HTTP".startsWith(opening) ? "unknown yet" : "other";
}

/** A head without its end: some firmwares close right after the last header and mean an empty body; whatever else was meant is lost. */
function cutHead(bytes: Buffer): ParsedAnswer | undefined {
  const first = firstInk(bytes);
  if (first === undefined || !bytes.includes(0x0a, first)) return undefined;
  const head = parseHead(bytes.toString("latin1", first));
  return head === undefined || head.status < 200 ? undefined : { ...head, body: Buffer.alloc(0), isComplete: false };
}
