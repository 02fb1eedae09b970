import type { BodyReader, BodyState } from "./body-reader.ts";

/** A size line longer than this is none. */
const longestSizeLine = 1024;

type State = "first size" | "size" | "data" | "data end" | "trailer" | "end" | "broken" | "raw";

/**
 * Chunks (RFC 9112, 7.1), with blanks around the size, LF alone, and trailers passed over. What claims to be chunked and does not begin with a size
 * is taken as it is, up to the end of the connection. A size that makes no sense later on ends the body, incomplete.
 */
export class ChunkedBody implements BodyReader {
  readonly #pieces: Buffer[] = [];
  /** Bytes that are not understood yet: less than a line, but for the moment of a push. */
  #rest: Buffer = Buffer.alloc(0);
  #left = 0;
  #size = 0;
  #state: State = "first size";

  get size(): number {
    return this.#size;
  }

  push(piece: Buffer): BodyState {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    while (this.#step());
    return this.#state === "end" || this.#state === "broken" ? "done" : "more";
  }

  finish(): { readonly body: Buffer; readonly isComplete: boolean } {
    if (this.#state === "first size" && this.#rest.length > 0) this.#giveUp();
    if (this.#state === "raw") this.#keep(this.#rest.length);
    const isComplete = this.#state === "end" || this.#state === "trailer" || this.#state === "raw";
    return { body: Buffer.concat(this.#pieces), isComplete };
  }

  /** Takes one element off the rest; false where that needs more bytes or nothing may follow. */
  #step(): boolean {
    switch (this.#state) {
      case "end":
      case "broken":
        return false;
      case "raw":
        this.#keep(this.#rest.length);
        return false;
      case "data":
        this.#left -= this.#keep(this.#left);
        if (this.#left === 0) this.#state = "data end";
        return this.#left === 0;
      default:
        return this.#takeLine();
    }
  }

  #takeLine(): boolean {
    const lineEnd = this.#rest.indexOf(0x0a);
    if (lineEnd === -1 && this.#rest.length <= longestSizeLine) return false;
    if (lineEnd === -1 || lineEnd > longestSizeLine) return this.#giveUp();
    const line = this.#rest.toString("latin1", 0, lineEnd).trim();
    const next = this.#after(line);
    if (next === undefined) return this.#giveUp();
    this.#state = next;
    this.#rest = this.#rest.subarray(lineEnd + 1);
    return true;
  }

  /** The state after a line; undefined where the line has no place here. */
  #after(line: string): State | undefined {
    if (this.#state === "trailer") return line === "" ? "end" : "trailer";
    if (this.#state === "data end") return line === "" ? "size" : undefined;
    const digits = /^([\da-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1];
    if (digits === undefined) return undefined;
    this.#left = Number.parseInt(digits, 16);
    return this.#left === 0 ? "trailer" : "data";
  }

  #giveUp(): boolean {
    this.#state = this.#state === "first size" ? "raw" : "broken";
    return true;
  }

  /** Moves up to `count` bytes of the rest into the body; returns how many. */
  #keep(count: number): number {
    const taken = this.#rest.subarray(0, count);
    this.#pieces.push(taken);
    this.#size += taken.length;
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }
}
