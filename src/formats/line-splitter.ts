/** Makes lines of text that comes in pieces. */
export interface LineSplitter {
  /** The lines that this piece ends, without their line feeds and the blanks in front of these. */
  push(piece: string): readonly string[];
  /** What was left without a line feed; none where nothing was. */
  end(): readonly string[];
}

/**
 * A splitter at line feeds that holds at most one line: of a longer one it keeps `longest` characters and one more, so that
 * whoever gets it sees that it was too long. NULs in front of a line are left out: a log that was emptied while a program wrote to
 * it begins with as many as it had been long.
 */
export function createLineSplitter(longest: number): LineSplitter {
  const copierOf = createCopier();
  let rest = "";
  return {
    push: (piece) => {
      const lines: string[] = [];
      const copy = copierOf(piece);
      let from = 0;
      for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
        const isWhole = rest === "" && end - from <= longest;
        lines.push(ended(copy(from, isWhole ? endOfText(piece, from, end) : end)));
        from = end + 1;
      }
      if (from < piece.length) rest = joined(copy(from, piece.length));
      return lines;
    },
    end: () => (rest === "" ? [] : [ended("")]),
  };

  function ended(text: string): string {
    const line = joined(text);
    rest = "";
    return line.length > longest ? line : line.slice(0, endOfText(line, 0, line.length));
  }

  function joined(text: string): string {
    if (rest.length > longest) return rest;
    return (rest === "" ? withoutNuls(text) : rest + text).slice(0, longest + 1);
  }
}

/**
 * Copies parts of a text. A slice would be a view of it: slow to read, again and again, and it keeps the whole text in memory as
 * long as anything of the line lives.
 */
function createCopier(): (text: string) => (from: number, to: number) => string {
  let bytes = Buffer.alloc(0);
  return (text) => {
    const isAscii = Buffer.byteLength(text) === text.length;
    const [encoding, width] = isAscii ? (["latin1", 1] as const) : (["utf16le", 2] as const);
    if (bytes.length < text.length * width) bytes = Buffer.allocUnsafeSlow(text.length * width);
    bytes.write(text, encoding);
    return (from, to) => bytes.toString(encoding, from * width, to * width);
  };
}

/** Behind the last character that is no blank. */
function endOfText(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) === blank) end -= 1;
  return end;
}

const blank = 32;

function withoutNuls(text: string): string {
  let from = 0;
  while (text.charCodeAt(from) === 0) from += 1;
  return from === 0 ? text : text.slice(from);
}
