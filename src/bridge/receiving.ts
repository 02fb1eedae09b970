import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../log.ts";
import type { GapCause, LostLines } from "../model/gap.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { Listener, ListenerStatus, UnknownSender } from "../model/listener.ts";
import type { PushDriver, PushFamily, RouterSettings } from "../model/router.ts";
import { backoffDelayMs } from "../routers/http/backoff.ts";
import type { Stream } from "./stream.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ReceivingParts {
  readonly family: Pick<PushFamily, "id">;
  readonly driver: Pick<PushDriver, "listen">;
  /** Where to listen. */
  readonly addresses: readonly string[];
  readonly routers: readonly RouterSettings[];
  readonly journal: Pick<JournalWriter, "pageMemory">;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** The way of one router's lines; `onRoom` lets senders go on that were made to wait. */
  readonly openStream: (router: RouterSettings, onRoom: () => void) => Stream;
  /** @throws RetryableError while our own clock cannot be right */
  readonly requireSoundClock: () => void;
  /** Told when there is something new about the listener that people should see. */
  readonly onNews: () => void;
}

/** How a listener and what is behind it are doing. */
export interface ReceivingStatus extends ListenerStatus {
  readonly addresses: readonly string[];
  /** Lines that were left out because they came faster than they could be kept. */
  readonly dropped: number;
}

/** The listening for all routers of a family that send their log by themselves, until stopped. */
export interface Receiving {
  /** Undefined while it does not listen. */
  status(): ReceivingStatus | undefined;
  /** By the router's name. */
  readonly streams: ReadonlyMap<string, Stream>;
  stop(): Promise<void>;
}

/** How often what was lost becomes a gap: a flood is told in some of them, not in thousands. */
const settleMs = 5000;
/** The longest pause between two tries to listen: what is sent meanwhile is lost. */
const longestPauseMs = 30_000;
/** Of a stop, the time for lines that wait. */
const drainMs = 250;

/** Starts to listen, and begins again whenever that fails. */
export function startReceiving(parts: ReceivingParts): Receiving {
  const { family, driver, log, now } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let listener: Listener | undefined;
  let settledMs = now();
  let missedBecause: GapCause = "downtime";
  const streams = new Map(
    parts.routers.map((router) => [router.name, parts.openStream(router, () => listener?.resume())]),
  );
  const settling = setInterval(settle, settleMs);
  const listening = keepListening();
  return {
    streams,
    status: () =>
      listener && {
        ...listener.status(),
        addresses: listener.addresses,
        dropped: streams.values().reduce((sum, stream) => sum + stream.dropped(), 0),
      },
    async stop() {
      stopping.abort();
      clearInterval(settling);
      await listening;
      await Promise.all(streams.values().map((stream) => stream.stop(drainMs)));
    },
  };

  async function keepListening(): Promise<void> {
    while (!signal.aborted) {
      try {
        parts.requireSoundClock();
        const failure = Promise.withResolvers<Error>();
        listener = await listen(failure.resolve);
        for (const [router, stream] of streams) stream.begin(missed(router));
        log.info(family.id, `listens on ${listener.addresses.join(" and ")}`);
        missedBecause = "unreadable";
        parts.onNews();
        const thrown = await Promise.race([failure.promise, untilAborted(signal)]);
        if (thrown !== undefined) throw thrown;
      } catch (thrown) {
        const failures = Math.max(...streams.values().map((stream) => stream.failed(thrown)));
        await hangUp();
        await pause(Math.min(longestPauseMs, backoffDelayMs(failures, parts.random)));
      }
    }
    await hangUp();
  }

  function listen(onFailure: (cause: Error) => void): Promise<Listener> {
    return driver.listen({
      addresses: parts.addresses,
      routers: parts.routers,
      now,
      onLine: (router, line, canWait) => streams.get(router)?.push(line, canWait) ?? true,
      onUnknown: (sender) => {
        log.warn(family.id, describeUnknown(sender));
        parts.onNews();
      },
      onTrouble: (words) => log.warn(family.id, words),
      onFailure,
    });
  }

  /** What a router that is known sent while nobody listened. */
  function missed(router: string): LostLines | undefined {
    const fromMs = parts.journal.pageMemory(router)?.scrapedAtMs;
    const toMs = now();
    return fromMs === undefined
      ? undefined
      : { fromMs: Math.min(fromMs, toMs), toMs, isExact: false, cause: missedBecause };
  }

  /** What was lost since the last time becomes a gap of its router. */
  function settle(): void {
    const fromMs = settledMs;
    settledMs = now();
    for (const { router, lines, isExact } of listener?.lost() ?? [])
      streams.get(router)?.lose({ fromMs, toMs: settledMs, entries: lines, isExact, cause: "overrun" });
    for (const stream of streams.values()) stream.settle();
  }

  async function hangUp(): Promise<void> {
    settle();
    await listener?.close();
    listener = undefined;
  }

  async function pause(ms: number): Promise<void> {
    try {
      await wait(ms, undefined, { signal });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}

function describeUnknown({ address, host }: UnknownSender): string {
  const named = host === undefined ? "" : `, which name the host ${host},`;
  return `lines from ${address}${named} are no router's: add it to the senders or hostnames of one`;
}
