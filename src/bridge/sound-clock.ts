import { RetryableError } from "../errors.ts";

/**
 * Nothing is journalled by a clock that must be wrong: wrong times would stay for good.
 * @param earliestMs what it was already, by the journal or by the program's release
 * @throws RetryableError while our own clock is behind that
 */
export function requireSoundClock(earliestMs: number, nowMs: number): void {
  if (nowMs >= earliestMs) return;
  throw new RetryableError(
    `this machine's clock says ${new Date(nowMs).toISOString()}, but it was already ${new Date(earliestMs).toISOString()}: passes wait until it is set`,
    { facts: { now: nowMs, earliest: earliestMs } },
  );
}
