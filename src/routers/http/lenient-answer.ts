import type { BodyReader, BodyState } from "./body-reader.ts";
import { maxHeadBytes } from "./exchange.ts";
import { createBodyReader } from "./lenient-body.ts";
import { findHeadEnd, framingOf, type Head, parseHead } from "./lenient-head.ts";

/** "head": not yet past it; "not http", "head too large": nothing to be made of it; else the state of the body. */
export type AnswerState = "head" | "not http" | "head too large" | BodyState;

export interface ParsedAnswer extends Head {
  readonly body: Buffer;
  readonly isComplete: boolean;
}

/**
 * Understands one answer of an old appliance from its bytes, however they are cut into pieces. HTTP/0.9 is known by a body that starts with markup at
 * once. Other bytes before the status line are not passed over: they may be the end of somebody else's answer.
 */
export class AnswerParser {
  #pending: Buffer = Buffer.alloc(0);
  #isMarkup = false;
  #head: Head | undefined;
  #body: BodyReader | undefined;

  get bodySize(): number {
    return this.#body?.size ?? 0;
  }

  push(piece: Buffer): AnswerState {
    if (this.#body !== undefined) return this.#body.push(piece);
    this.#pending = Buffer.concat([this.#pending, piece]);
    return this.#readHead();
  }

  /** Whether the head came to its end. */
  get hasHead(): boolean {
    return this.#head !== undefined;
  }

  /** The answer with what came until now; `undefined` where that is none. */
  finish(): ParsedAnswer | undefined {
    if (this.#head === undefined || this.#body === undefined) return cutHead(this.#pending);
    const answer = { ...this.#head, ...this.#body.finish() };
    return this.#isMarkup && statusLineInside.test(answer.body.toString("latin1", 0, 1024)) ? undefined : answer;
  }

  #readHead(): AnswerState {
    const first = firstInk(this.#pending);
    if (first === undefined) return this.#pending.length > maxHeadBytes ? "head too large" : "head";
    switch (openingOf(this.#pending, first)) {
      case "unknown yet":
        return "head";
      case "other":
        return "not http";
      case "markup":
        this.#isMarkup = true;
        return this.#beginBody({ status: 200, headers: [] }, 0);
      case "status":
        return this.#readStatus(first);
    }
  }

  #readStatus(first: number): AnswerState {
    const span = findHeadEnd(this.#pending, first);
    // Less two: the empty line may have come in part.
    if ((span?.end ?? this.#pending.length - 2) - first > maxHeadBytes) return "head too large";
    if (span === undefined) return "head";
    const head = parseHead(this.#pending.toString("latin1", first, span.end));
    if (head === undefined) return "not http";
    if (head.status >= 200) return this.#beginBody(head, span.bodyStart);
    // An interim answer (100 Continue): the real one follows.
    this.#pending = this.#pending.subarray(span.bodyStart);
    return this.#readHead();
  }

  #beginBody(head: Head, bodyStart: number): AnswerState {
    this.#head = head;
    this.#body = createBodyReader(framingOf(head));
    return this.#body.push(this.#pending.subarray(bodyStart));
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

/**
 * A head without its end: some firmwares close right after the last header and mean an empty body. Only after a whole line, and not for a refusal:
 * one whose challenge was lost would pass for a wrong password.
 */
function cutHead(bytes: Buffer): ParsedAnswer | undefined {
  const first = firstInk(bytes);
  if (first === undefined || bytes.at(-1) !== 0x0a) return undefined;
  const head = parseHead(bytes.toString("latin1", first));
  if (head === undefined || head.status < 200 || head.status >= 400) return undefined;
  return { ...head, body: Buffer.alloc(0), isComplete: false };
}
