/** So many of anything take some ms. */
const atOnce = 4096;

/** Gives everything on, and calls back every few milliseconds of it: what that throws ends it. */
export function* withBreaths<T>(all: Iterable<T>, goOn: () => void): Iterable<T> {
  let count = 0;
  for (const one of all) {
    count += 1;
    if (count % atOnce === 0) goOn();
    yield one;
  }
}
