/** Longer texts are rarely the same twice, and each keeps its whole line in memory. */
const longestText = 64;
const mostTexts = 256;

/**
 * The same reader with a memory: for words that stand in line after line. What it gives must depend on the text alone. More texts
 * than any log repeats are forgotten again.
 */
export function recalled<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.value;
    const value = read(text);
    if (text.length > longestText) return value;
    if (known.size >= mostTexts) known.clear();
    known.set(text, { value });
    return value;
  };
}
