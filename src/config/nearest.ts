import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, if any is near enough: one letter may be wrong, two of three or four, three of six and more. */
export function nearest(seen: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lower = seen.toLowerCase();
  const best = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  const found = candidates.find((candidate) => candidate.toLowerCase() === best);
  return found !== undefined && distance(lower, best) <= mistakesAllowed(found) ? found : undefined;
}

/** What to put behind the right words: `; did you mean "right"?`, or nothing where none of them is near enough. */
export function nearestHint(seen: string, candidates: readonly string[]): string {
  const meant = nearest(seen, candidates);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

function mistakesAllowed(word: string): number {
  return word.length < 3 ? 1 : Math.min(3, Math.max(2, word.length / 2));
}
