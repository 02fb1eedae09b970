import type { PageMemory } from "../model/journal.ts";

/** Ticks are an unsigned 32-bit number of ms, so that they begin anew after 49.7 days (SMC Barricade). */
const ticksPerWrap = 2 ** 32;
/** A slow answer, and the drift of two clocks that are not set: cheap crystals stay within a thousandth. */
const latencyMs = 10_000;
const driftShare = 1 / 1000;

/** Whether a router started anew since the page before, as far as its uptime tells; a wrap of its ticks is no reboot. */
export function hasRebooted(memory: PageMemory, uptimeMs: number | undefined, answeredAtMs: number): boolean {
  if (uptimeMs === undefined) return false;
  const elapsedMs = Math.max(0, answeredAtMs - memory.scrapedAtMs);
  const toleranceMs = latencyMs + elapsedMs * driftShare;
  // Up for a shorter time than we waited: it started within it.
  const isYounger = uptimeMs < elapsedMs - toleranceMs;
  if (memory.uptimeMs === undefined) return isYounger;
  const aheadMs = (((uptimeMs - memory.uptimeMs - elapsedMs) % ticksPerWrap) + ticksPerWrap) % ticksPerWrap;
  const isOnTime = Math.min(aheadMs, ticksPerWrap - aheadMs) <= toleranceMs;
  return !isOnTime && (isYounger || uptimeMs < memory.uptimeMs);
}
