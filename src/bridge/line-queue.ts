import type { LostLines } from "../model/gap.ts";
import type { PushedLine } from "../model/listener.ts";
import type { Batch } from "./pass.ts";

/** Lines of one router that wait to be kept; what waits has a bound, whatever comes. */
export interface LineQueue {
  /**
   * Adds a line, unless there is no room for it and its sender cannot wait: then it is counted.
   * @returns whether there is room for more
   */
  push(line: PushedLine, canWait: boolean): boolean;
  /** Something was lost before it came here. */
  lose(lost: LostLines): void;
  /** What was left out since it was asked before becomes one loss. */
  settle(): void;
  /** The oldest lines, as many at the most, and every loss. */
  take(lines: number, nowMs: number): Batch;
  /** Lines that wait. */
  size(): number;
  hasLosses(): boolean;
  /** True once so much of it is taken that senders may go on. */
  isLow(): boolean;
  /** Lines that were left out since the start. */
  dropped(): number;
}

/** About 23,000 lines as netfilter writes them: a burst that no household has, and little beside what the process takes. */
const mostBytes = 8 * 1024 * 1024;
/** What a line takes beside its characters. */
const lineOverhead = 100;

export function createLineQueue(): LineQueue {
  const lines: PushedLine[] = [];
  let bytes = 0;
  let losses: LostLines[] = [];
  let leftOut: (LostLines & { readonly entries: number }) | undefined;
  let dropped = 0;
  return {
    push(line, canWait) {
      // A sender that waits has sent a piece already. So do others, and there may be many of them.
      if (bytes < (canWait ? 2 * mostBytes : mostBytes)) {
        lines.push(line);
        bytes += sizeOf(line);
      } else leaveOut(line.receivedAtMs);
      return bytes < mostBytes;
    },
    lose: (lost) => void losses.push(lost),
    settle() {
      if (leftOut !== undefined) losses.push(leftOut);
      leftOut = undefined;
    },
    take(most, nowMs) {
      const taken = lines.splice(0, most);
      for (const line of taken) bytes -= sizeOf(line);
      const lost = losses;
      losses = [];
      return { lines: taken, lost, untilMs: Math.min(nowMs, lines[0]?.receivedAtMs ?? nowMs) };
    },
    size: () => lines.length,
    hasLosses: () => losses.length > 0,
    isLow: () => bytes < mostBytes / 2,
    dropped: () => dropped,
  };

  function leaveOut(nowMs: number): void {
    dropped += 1;
    const { fromMs, entries } = leftOut ?? { fromMs: nowMs, entries: 0 };
    leftOut = { fromMs, toMs: nowMs, entries: entries + 1, isExact: true, cause: "overrun" };
  }
}

function sizeOf({ text }: PushedLine): number {
  return text.length + lineOverhead;
}
