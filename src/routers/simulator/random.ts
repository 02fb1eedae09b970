/** A stream of pseudo-random numbers that one seed fixes for good. Not for secrets. */
export interface Random {
  /** Evenly spread in [0, 1). */
  next(): number;
  /** Where the stream stands: `createRandom(state)` goes on from here. */
  readonly state: number;
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, one addition and two multiplications a number.
 * Small enough to be kept in a pure state and replayed from it.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    get state() {
      return state;
    },
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A whole number in [smallest, largest]. */
export function integerBetween(random: Random, smallest: number, largest: number): number {
  return smallest + Math.floor(random.next() * (largest - smallest + 1));
}

/** The time to the next event of a Poisson process, in the unit of `mean`. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}

/** One of the items, all alike. */
export function pick<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random.next() * items.length)] ?? items[0];
}

/** One of the items, each as likely as its weight says. */
export function pickWeighted<Item extends { readonly weight: number }>(
  random: Random,
  items: readonly [Item, ...Item[]],
): Item {
  let left = random.next() * items.reduce((sum, item) => sum + item.weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items[0];
}
