/** Finds where one page of a log ends and the next begins, in a file in which several stand one after the other. */
export interface PageFinder {
  /** Whether a new page begins with the line of that time. */
  begins(timeMs: number): boolean;
}

/**
 * A page is in order, newest or oldest line first, and the next one steps back against that order: mails that a router sends
 * whenever its log is full overlap. Which way the lines go is what most steps so far say.
 */
export function createPageFinder(): PageFinder {
  let previousMs: number | undefined;
  let steps = 0;
  return {
    begins(timeMs) {
      const step = Math.sign(timeMs - (previousMs ?? timeMs));
      previousMs = timeMs;
      const isAgainst = step !== 0 && steps !== 0 && step !== Math.sign(steps);
      steps += step;
      return isAgainst;
    },
  };
}
