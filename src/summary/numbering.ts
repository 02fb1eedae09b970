/** Keys by number, in the order in which they were first met: so that counts of them are columns. */
export interface Numbering<Key> {
  readonly keys: readonly Key[];
  /** The number of a key, given on first use. */
  numberOf(key: Key): number;
  /** The number of a key that has one. */
  find(key: Key): number | undefined;
}

export function createNumbering<Key>(): Numbering<Key> {
  const numbers = new Map<Key, number>();
  const keys: Key[] = [];
  return {
    keys,
    find: (key) => numbers.get(key),
    numberOf(key) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = keys.push(key) - 1;
      numbers.set(key, number);
      return number;
    },
  };
}
