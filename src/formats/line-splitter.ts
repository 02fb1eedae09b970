/** Makes lines of text that comes in pieces. */
export interface LineSplitter {
  /** The lines that this piece ends, without their line feeds. */
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
  let rest = "";
  return {
    push: (piece) => {
      const lines: string[] = [];
      let from = 0;
      for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
        lines.push(joined(piece.slice(from, end)));
        rest = "";
        from = end + 1;
      }
      if (from < piece.length) rest = joined(piece.slice(from));
      return lines;
    },
    end: () => {
      const lines = rest === "" ? [] : [rest];
      rest = "";
      return lines;
    },
  };

  function joined(text: string): string {
    if (rest.length > longest) return rest;
    return (rest === "" ? withoutNuls(text) : rest + text).slice(0, longest + 1);
  }
}

function withoutNuls(text: string): string {
  let from = 0;
  while (text.charCodeAt(from) === 0) from += 1;
  return from === 0 ? text : text.slice(from);
}
