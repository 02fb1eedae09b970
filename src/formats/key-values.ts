/**
 * The pairs of a text like `type="traffic" proto=6 msg="a \"b\" c"`: values bare up to the next blank, or in double or single
 * quotes, in which a backslash protects the character behind it. The first of two equal keys counts: what comes later may have
 * been written by somebody outside. A quote that never ends takes the rest of the line, `isTorn` then tells so.
 */
export function readKeyValues(text: string): { readonly pairs: ReadonlyMap<string, string>; readonly isTorn: boolean } {
  const pairs = new Map<string, string>();
  let isTorn = false;
  let from = 0;
  while (from < text.length) {
    const equals = text.indexOf("=", from);
    if (equals === -1) break;
    const key = keyBefore(text, equals, from);
    const value = readValue(text, equals + 1);
    isTorn ||= value.isTorn;
    if (key !== "" && !pairs.has(key)) pairs.set(key, value.text);
    from = Math.max(value.end, equals + 1);
  }
  return { pairs, isTorn };
}

/** No vendor has a longer key. Words in front of it, an envelope's too, are left out. */
const longestKey = 40;

function keyBefore(text: string, equals: number, from: number): string {
  const words = text.slice(Math.max(from, equals - longestKey), equals);
  return /[A-Za-z][\w.-]*$/.exec(words)?.[0] ?? "";
}

function readValue(
  text: string,
  at: number,
): { readonly text: string; readonly end: number; readonly isTorn: boolean } {
  const quote = text.charAt(at);
  if (quote !== '"' && quote !== "'") {
    const blank = text.indexOf(" ", at);
    const end = blank === -1 ? text.length : blank;
    return { text: text.slice(at, end), end, isTorn: false };
  }
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (character === quote) return { text: text.slice(at + 1, index), end: index + 1, isTorn: false };
  }
  return { text: text.slice(at + 1), end: text.length, isTorn: true };
}
