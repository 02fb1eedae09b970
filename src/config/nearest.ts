import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, if any is near enough: two letters of five may be wrong, and one always may. */
export function nearest(seen: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lower = seen.toLowerCase();
  const best = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  const found = candidates.find((candidate) => candidate.toLowerCase() === best);
  return found !== undefined && distance(lower, best) <= Math.max(1, found.length * 0.4) ? found : undefined;
}
