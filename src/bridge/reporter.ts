import { type Config, publicConfig } from "../config.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { RouterSettings } from "../model/router.ts";
import type { Delivery } from "../publish/delivery.ts";
import type { MqttLink } from "../publish/link.ts";
import { lastHours } from "../summary/period.ts";
import { describeState, summarize } from "../summary/summary.ts";
import { createTables } from "../summary/tables.ts";
import { type Topics, topKinds } from "../topics.ts";
import type { ReceivingStatus } from "./receiving.ts";
import { wireReceiving } from "./wire-receiving.ts";

export interface ReporterParts {
  readonly config: Config;
  readonly journal: JournalWriter;
  readonly link: MqttLink;
  readonly topics: Topics;
  readonly delivery: Delivery;
  readonly labels: Labels;
  readonly version: string;
  readonly now: () => number;
  readonly memoryBytes: () => number;
}

/** Keeps the retained topics of the bridge and its routers true. */
export interface Reporter {
  /** What the program is and what it is configured for. */
  tellBridge(): void;
  /** How the program is doing, and its listener where it has one. */
  tellHealth(receiving?: ReceivingStatus): void;
  tellAvailability(router: string, isReadable: boolean): void;
  /** State and numbers of a router, after a pass or when time alone changed them. */
  tellRouter(router: RouterSettings): void;
}

export function createReporter(parts: ReporterParts): Reporter {
  const { config, journal, link, topics, delivery, now } = parts;
  const startedMs = now();
  const { severity, calm_minutes } = config.under_attack;
  const level = { severity, calmMs: calm_minutes * 60_000 };
  const tables = createTables(journal, parts.labels, rememberedKeys);
  return {
    tellBridge: () => {
      const info = {
        version: parts.version,
        routers: config.routers.map(({ name, family }) => ({ name, family })),
        config: publicConfig(config),
      };
      link.setRetained(topics.bridgeInfo, JSON.stringify(info));
    },
    tellHealth: (receiving) => {
      const health = {
        uptime_seconds: Math.round((now() - startedMs) / 1000),
        memory_bytes: parts.memoryBytes(),
        backlog: delivery.backlog(),
        journal_bytes: journal.sizeBytes(),
        log_level: config.log.level,
        ...(receiving === undefined ? {} : { syslog: wireReceiving(receiving) }),
      };
      link.setRetained(topics.bridgeHealth, JSON.stringify(health));
    },
    tellAvailability: (router, isReadable) =>
      link.setRetained(topics.router(router).availability, isReadable ? "online" : "offline"),
    tellRouter: ({ name, timezone }) => {
      const of = topics.router(name);
      link.setRetained(of.state, JSON.stringify(describeState(journal, name, now(), level)));
      link.setRetained(of.summary, JSON.stringify(summarize(journal, name, timezone, now(), parts.labels)));
      tellTables(name, timezone);
    },
  };

  function tellTables(name: string, timezone: string): void {
    const of = topics.router(name);
    const lastDay = tables([{ name, timezone }], lastHours(24, now()));
    for (const kind of topKinds) link.setRetained(of.top(kind), JSON.stringify(lastDay.top(kind, toldRows)));
    link.setRetained(of.hours, JSON.stringify(lastDay.hours()));
  }
}

/** With them a retained table stays far below the 16 kB that Home Assistant records of a state. */
const toldRows = 10;
/** A household meets some thousand sources and ports a day; a flood must not stay in the memory. */
const rememberedKeys = 20_000;
