import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, if any is near enough: half of its letters may be wrong, up to three. */
export function nearest(seen: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lower = seen.toLowerCase();
  const best = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  const found = candidates.find((candidate) => candidate.toLowerCase() === best);
  return found !== undefined && distance(lower, best) <= Math.max(1, Math.min(3, found.length / 2)) ? found : undefined;
}
