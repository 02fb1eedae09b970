import type { PushPipeline } from "../bridge.ts";
import type { DetectSettings } from "../detect/index.ts";
import type { Log } from "../log.ts";
import type { LostLines } from "../model/gap.ts";
import type { PushedLine } from "../model/listener.ts";
import { createLineQueue } from "./line-queue.ts";
import { createOutcomes, type Readability } from "./outcomes.ts";
import type { PassResult } from "./pass.ts";

export interface StreamParts {
  readonly router: string;
  readonly pipeline: PushPipeline;
  readonly log: Log;
  readonly now: () => number;
  readonly onPass: (result: PassResult) => void;
  /** Told when its lines can be kept or no longer can. */
  readonly onReadability: (readability: Readability) => void;
  /** Told when senders that were made to wait may go on. */
  readonly onRoom: () => void;
  /** Whether it begins paused. */
  readonly isPaused: boolean;
}

/** The lines that one router sends, on their way to the journal. */
export interface Stream {
  /** @returns whether there is room for more */
  push(line: PushedLine, canWait: boolean): boolean;
  /** It is listened to from now on; `lost` is what was missed before, if anything was. */
  begin(lost: LostLines | undefined): void;
  /** It cannot be listened to. @returns how often that has failed in a row */
  failed(thrown: unknown): number;
  lose(lost: LostLines): void;
  /** What was left out for want of room becomes a gap. */
  settle(): void;
  /** Lines that were left out since the start. */
  dropped(): number;
  /** What comes while it is paused is not kept: it becomes a gap. */
  pause(isPaused: boolean): void;
  /** Other thresholds for the detectors, from the next pass on. */
  watchWith(detect: DetectSettings): void;
  /** Keeps what waits, as far as it can be kept in so many ms. */
  stop(ms: number): Promise<void>;
}

/** So many are kept in some hundredths of a second: no pass holds up for longer what else the process does. */
const batchLines = 500;
/** Lines wait so long for others: each pass writes to the disk. */
const gatherMs = 1000;
/** Without any line, a pass tells the detectors the time, and the journal that we still listen. */
const quietMs = 60_000;
const retryMs = 5000;

/** Begins with the first `begin`. */
export function startStream(parts: StreamParts): Stream {
  const { pipeline, now } = parts;
  const queue = createLineQueue();
  const outcomes = createOutcomes(parts.router, parts.log, parts.onReadability);
  let timer: NodeJS.Timeout | undefined;
  let listening: "not yet" | "now" | { readonly untilMs: number } = "not yet";
  let isFull = false;
  let passedAtMs = performance.now();
  let passTookMs = 0;
  let pausedFromMs = parts.isPaused ? now() : undefined;

  return {
    push(line, canWait) {
      if (pausedFromMs !== undefined) return true;
      const hasRoom = queue.push(line, canWait);
      const isFullNow = !hasRoom && !isFull;
      isFull ||= !hasRoom;
      const size = queue.size();
      if (size === 1 || size === batchLines || isFullNow) plan();
      return hasRoom;
    },
    begin(lost) {
      listening = "now";
      if (pausedFromMs !== undefined) {
        pausedFromMs = Math.min(pausedFromMs, lost?.fromMs ?? pausedFromMs);
        return;
      }
      if (lost !== undefined) queue.lose(lost);
      pass();
    },
    failed(thrown) {
      if (listening === "now") listening = { untilMs: now() };
      return outcomes.failed(thrown);
    },
    lose(lost) {
      if (pausedFromMs !== undefined) return;
      queue.lose(lost);
      plan();
    },
    settle() {
      queue.settle();
      if (queue.hasLosses()) plan();
    },
    dropped: queue.dropped,
    watchWith: pipeline.watchWith,
    pause(isPaused) {
      if (isPaused === (pausedFromMs !== undefined)) return;
      if (pausedFromMs !== undefined)
        queue.lose({ fromMs: pausedFromMs, toMs: now(), isExact: false, cause: "downtime" });
      pausedFromMs = isPaused ? now() : undefined;
      // What waits from before is kept; the pass after that would say that we still listen.
      if (listening === "now") pass();
    },
    async stop(ms) {
      clearTimeout(timer);
      const endMs = performance.now() + ms;
      let isKept = true;
      while (isKept && queue.size() > 0 && performance.now() < endMs) {
        isKept = tryPass();
        await new Promise((resolve) => setImmediate(resolve));
      }
      // The last one tells up to when we listened. What still waits came after that, and lies in the gap of the next start.
      if (isKept && listening !== "not yet" && pausedFromMs === undefined) tryPass();
      if (queue.size() > 0) parts.log.warn(parts.router, `${queue.size()} lines that waited could not be kept in time`);
    },
  };

  /**
   * The next pass: soon where there is something to do, at once where there is much. As long as what waits is not too much either,
   * sockets have as much time in between as a pass takes, lest the system drop what they cannot hold.
   */
  function plan(isKept = true): void {
    const isSomething = queue.size() > 0 || queue.hasLosses();
    clearTimeout(timer);
    if (!isKept) timer = setTimeout(pass, retryMs);
    else if (isSomething || (listening === "now" && pausedFromMs === undefined)) {
      const isMuch = queue.size() >= batchLines || !queue.isLow();
      const breathMs = queue.isLow() ? 2 * passTookMs : 0;
      const pauseMs = isMuch ? breathMs : isSomething ? gatherMs : quietMs;
      timer = setTimeout(pass, Math.max(0, passedAtMs + pauseMs - performance.now()));
    }
  }

  function pass(): void {
    plan(tryPass());
  }

  /** The one catch of a pass. */
  function tryPass(): boolean {
    passedAtMs = performance.now();
    const heardToMs = typeof listening === "object" ? listening.untilMs : now();
    try {
      const result = pipeline.pass(() => queue.take(batchLines, heardToMs));
      outcomes.succeeded();
      parts.onPass(result);
      letGoOn();
      return true;
    } catch (thrown) {
      outcomes.failed(thrown);
      return false;
    } finally {
      passTookMs = performance.now() - passedAtMs;
    }
  }

  function letGoOn(): void {
    if (!isFull || !queue.isLow()) return;
    isFull = false;
    parts.onRoom();
  }
}
