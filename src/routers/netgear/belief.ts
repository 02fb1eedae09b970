/** Before these routers were made: a clock that shows less was never set. UTC ms. */
export const firstPossibleMs = Date.UTC(2009, 0, 1);

/** Rows that one setting of the clock wrote, by their places among all rows. */
interface Run {
  readonly firstWallMs: number;
  lastWallMs: number;
  readonly rows: number[];
}

/** A longer step than this, either way, is not silence but a clock that was set. */
const longestSilenceMs = 30 * 86_400_000;
const hourMs = 3_600_000;

/**
 * The times of a page's rows that can be believed, in the same places; the others are undefined. A router that starts shows
 * the date of its firmware (`Jan 01,2020 00:07:27` on an R6400, 2003 on older ones) until it has heard from a time server.
 * @param wallMs what the router's clock showed at each row, oldest first
 * @param answeredWallMs what a right clock in its zone showed when the page was fetched
 */
export function believedTimes(
  wallMs: readonly (number | undefined)[],
  answeredWallMs: number,
): readonly (number | undefined)[] {
  const believed: (number | undefined)[] = wallMs.map(() => undefined);
  const runs = runsOf(wallMs);
  let latestMs = firstPossibleMs;
  for (const run of runs) {
    const isAhead = run.lastWallMs > answeredWallMs + longestSilenceMs;
    // What leads up to now is right whatever came before it.
    const isPresent = run === runs.at(-1) && run.lastWallMs >= answeredWallMs - longestSilenceMs;
    if (isAhead || !(isPresent || (run.firstWallMs >= latestMs && !beginsAsUnset(run)))) continue;
    latestMs = run.lastWallMs;
    for (const row of run.rows) believed[row] = wallMs[row];
  }
  return believed;
}

function runsOf(wallMs: readonly (number | undefined)[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [row, time] of wallMs.entries()) {
    if (time === undefined) continue;
    const last = runs.at(-1);
    if (last === undefined || Math.abs(time - last.lastWallMs) > longestSilenceMs) {
      runs.push({ firstWallMs: time, lastWallMs: time, rows: [row] });
    } else {
      last.rows.push(row);
      last.lastWallMs = time;
    }
  }
  return runs;
}

/** A clock that was never set begins with the first hour of a year. */
function beginsAsUnset({ firstWallMs }: Run): boolean {
  const first = new Date(firstWallMs);
  return firstWallMs - Date.UTC(first.getUTCFullYear(), 0, 1) < hourMs;
}
