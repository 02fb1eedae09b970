import { setTimeout as wait } from "node:timers/promises";
import type { Config } from "../config.ts";
import { describeError, RetryableError } from "../errors.ts";
import { connectHomeAssistant } from "../home-assistant/socket.ts";
import { hourMs } from "../home-assistant/statistics.ts";
import { type Agreement, syncStatistics } from "../home-assistant/statistics-sync.ts";
import type { Log } from "../log.ts";
import type { JournalReader } from "../model/journal.ts";
import { backoffDelayMs } from "../routers/http/backoff.ts";

export interface StatisticsParts {
  readonly config: Pick<Config, "home_assistant" | "mqtt" | "routers">;
  readonly journal: JournalReader;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
}

const scope = "statistics";
/** After the hour: the pass at its end has been made. */
const afterHourMs = 2 * 60_000;
/** More hours than these at once are worth a line: an import, or a time without Home Assistant. */
const usualHours = 24;

/**
 * Keeps Home Assistant's statistics what the journal counted: at once and after every hour, over a connection for each time. Nothing
 * else waits for it.
 * @returns what ends it
 */
export function startStatistics(parts: StatisticsParts): () => Promise<void> {
  const stop = new AbortController();
  const kept = parts.config.home_assistant.statistics.enabled ? keep(parts, stop.signal) : Promise.resolve();
  return async () => {
    stop.abort();
    await kept;
  };
}

async function keep(parts: StatisticsParts, signal: AbortSignal): Promise<void> {
  const { log, now, random } = parts;
  const agreements = new Map<string, Agreement>();
  let trouble: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      await syncAll(parts, agreements, signal);
      if (trouble !== undefined) log.info(scope, "Home Assistant takes them again");
      trouble = undefined;
      failures = 0;
      await wait(untilNextTimeMs(now()), undefined, { signal });
    } catch (thrown) {
      if (signal.aborted) return;
      if (!(thrown instanceof RetryableError)) {
        log.error(scope, `${describeError(thrown)}; until the next start there are none`);
        return;
      }
      // One that is away for hours is one line, not one a try.
      if (thrown.message !== trouble) log.warn(scope, `${thrown.message}; they wait`);
      trouble = thrown.message;
      failures += 1;
      await wait(backoffDelayMs(failures, random), undefined, { signal }).catch(() => undefined);
    }
  }
}

async function syncAll(parts: StatisticsParts, agreements: Map<string, Agreement>, signal: AbortSignal): Promise<void> {
  const { config, journal, log, now } = parts;
  const socket = await connectHomeAssistant(config.home_assistant.statistics, signal);
  try {
    for (const { name: router } of config.routers) {
      const { hours, agreement } = await syncStatistics({
        ...{ ask: socket.ask, journal, router, baseTopic: config.mqtt.base_topic, nowMs: now() },
        agreement: agreements.get(router),
      });
      if (agreement !== undefined) agreements.set(router, agreement);
      const words = `${hours} ${hours === 1 ? "hour" : "hours"} of probes went to Home Assistant's statistics`;
      if (hours > usualHours) log.info(router, words);
      else log.debug(router, words);
    }
  } finally {
    socket.close();
  }
}

function untilNextTimeMs(nowMs: number): number {
  return hourMs - ((nowMs - afterHourMs) % hourMs);
}
