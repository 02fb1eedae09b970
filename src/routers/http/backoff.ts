const baseMs = 5_000;
const capMs = 15 * 60_000;

/**
 * How long to wait after `failures` passes (at least 1) failed in a row, ms: anywhere below a bound that starts at 5 s, doubles each time and ends at
 * 15 min, so that bridges which failed together do not come back together. `random` gives 0 up to, not including, 1.
 */
export function backoffDelayMs(failures: number, random: () => number): number {
  const boundMs = Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1));
  return Math.floor(random() * boundMs);
}
