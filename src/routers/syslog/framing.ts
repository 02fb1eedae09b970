/** Makes lines of the bytes of one TCP connection. */
export interface Framing {
  /** The lines that these bytes end, without what ended them. */
  push(bytes: Buffer): readonly string[];
  /** What was left when the connection ended; none where nothing was. */
  end(): readonly string[];
}

/** What the next byte belongs to: a new line, or the rest of one that was too long. */
type Place =
  | { readonly kind: "start" }
  | { readonly kind: "skip bytes"; readonly left: number }
  | { readonly kind: "skip to end" };

/** A line, or what is known of it, and where the bytes go on. */
interface Step {
  readonly line?: string;
  readonly next: number;
  readonly place: Place;
}

/**
 * Both framings of RFC 6587, told apart line by line: a number, a blank and a `<` begin a line that has so many octets (3.4.1); any
 * other goes on to its line feed or NUL (3.4.2). How the bytes come in pieces changes nothing. It holds one line; of a longer one than
 * `longest` bytes it gives the beginning and a byte more at once, so that whoever gets it sees that it was too long.
 */
export function createFraming(longest: number): Framing {
  let held: Buffer = Buffer.alloc(0);
  let place: Place = start;
  return {
    push: (bytes) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      return lines(false);
    },
    end: () => lines(true),
  };

  function lines(isEnd: boolean): readonly string[] {
    const found: string[] = [];
    let at = 0;
    for (let step = nextStep(at, isEnd); step !== undefined; step = nextStep(at, isEnd)) {
      if (step.line !== undefined) found.push(step.line);
      at = step.next;
      place = step.place;
    }
    // A copy, so that a short rest does not keep a long piece alive.
    held = Buffer.from(held.subarray(at));
    return found;
  }

  /** Undefined where more bytes are needed. */
  function nextStep(at: number, isEnd: boolean): Step | undefined {
    if (at >= held.length) return undefined;
    switch (place.kind) {
      case "skip bytes": {
        const skipped = Math.min(place.left, held.length - at);
        const left = place.left - skipped;
        return { next: at + skipped, place: left === 0 ? start : { kind: "skip bytes", left } };
      }
      case "skip to end": {
        const end = endOfText(held, at);
        return end === -1 ? { next: held.length, place } : { next: end + 1, place: start };
      }
      case "start":
        return isTerminator(held[at]) ? { next: at + 1, place: start } : readLine(at, isEnd);
    }
  }

  function readLine(at: number, isEnd: boolean): Step | undefined {
    const count = readCount(held, at);
    return count === undefined ? readText(at, isEnd) : readCounted(count, isEnd);
  }

  function readCounted({ octets, from }: Count, isEnd: boolean): Step | undefined {
    const to = from + Math.min(octets, longest + 1);
    if (held.length < to && !isEnd) return undefined;
    const left = octets - (to - from);
    return { line: textOf(from, to), next: to, place: left > 0 ? { kind: "skip bytes", left } : start };
  }

  function readText(at: number, isEnd: boolean): Step | undefined {
    const end = endOfText(held, at);
    const length = (end === -1 ? held.length : end) - at;
    if (length > longest) return { line: textOf(at, at + longest + 1), next: at + longest + 1, place: toEnd };
    if (end === -1) return isEnd ? { line: textOf(at, held.length), next: held.length, place: start } : undefined;
    return { line: textOf(at, end), next: end + 1, place: start };
  }

  /** A string of its own: a part of a larger one would keep all of it in memory as long as the line waits. */
  function textOf(from: number, to: number): string {
    return held.toString("utf8", from, to);
  }
}

const start: Place = { kind: "start" };
const toEnd: Place = { kind: "skip to end" };

/** How many octets a line has, and where it begins. */
interface Count {
  readonly octets: number;
  readonly from: number;
}

/** No line that is meant has more: what begins with a longer number is text. */
const mostDigits = 7;
const lineFeed = 10;
const carriageReturn = 13;
const blank = 32;
const zero = 48;
const less = 60;

/** Undefined where the bytes begin no counted line, or not yet: a number without more after it waits like a text without its end. */
function readCount(bytes: Uint8Array, at: number): Count | undefined {
  let octets = 0;
  let index = at;
  for (let digit = digitAt(bytes, index); digit !== undefined; digit = digitAt(bytes, index)) {
    octets = octets * 10 + digit;
    index += 1;
    if (octets === 0 || index - at > mostDigits) return undefined;
  }
  if (index === at || bytes[index] !== blank) return undefined;
  return bytes[index + 1] === less ? { octets, from: index + 1 } : undefined;
}

function digitAt(bytes: Uint8Array, at: number): number | undefined {
  const digit = (bytes[at] ?? 0) - zero;
  return digit >= 0 && digit <= 9 ? digit : undefined;
}

function endOfText(bytes: Buffer, at: number): number {
  const feed = bytes.indexOf(lineFeed, at);
  const nul = bytes.subarray(at, feed === -1 ? bytes.length : feed).indexOf(0);
  return nul === -1 ? feed : at + nul;
}

/** What may stand between lines: their ends, and those that a counted line leaves behind. */
function isTerminator(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn || byte === 0;
}
