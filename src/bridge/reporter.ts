import { type Config, publicConfig, secretsOf } from "../config.ts";
import { type Log, redactor } from "../log.ts";
import type { BridgeHealth } from "../model/health.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { RouterSettings } from "../model/router.ts";
import type { RouterState } from "../model/summary.ts";
import { isoTime } from "../model/wire.ts";
import type { Delivery } from "../publish/delivery.ts";
import type { MqttLink } from "../publish/link.ts";
import { lastHours } from "../summary/period.ts";
import { describeState, summarize } from "../summary/summary.ts";
import { createTables } from "../summary/tables.ts";
import { type Topics, topKinds } from "../topics.ts";
import type { Controls } from "./controls.ts";
import type { Live } from "./live.ts";
import type { Readability } from "./outcomes.ts";
import { createPublishRate } from "./publish-rate.ts";
import type { ReceivingStatus } from "./receiving.ts";
import { wireReceiving } from "./wire-receiving.ts";

export interface ReporterParts {
  readonly config: Config;
  readonly journal: JournalWriter;
  readonly link: MqttLink;
  readonly topics: Topics;
  readonly delivery: Delivery;
  readonly labels: Labels;
  readonly controls: Controls;
  readonly live: Live;
  readonly log: Log;
  readonly version: string;
  readonly now: () => number;
  readonly memoryBytes: () => number;
  /** How the listener is doing, where there is one that listens. */
  readonly receiving: () => ReceivingStatus | undefined;
}

/** Keeps the retained topics of the bridge and its routers true. */
export interface Reporter {
  /** What the program is and what it is configured for. */
  tellBridge(): void;
  /** How the program is doing, and its listener where it has one. */
  tellHealth(): void;
  health(): BridgeHealth;
  /** Whether the log of a router can be read. */
  tellReadability(router: string, readability: Readability): void;
  /** That nobody reads the log of a router, nor wants to. */
  tellUnread(router: string): void;
  /** What a router is doing, after something that changes it. */
  tellState(router: RouterSettings): void;
  /** What it has counted, after a pass. */
  tellFigures(router: RouterSettings): void;
  /** What time alone changes, such as the last hour's figures; to be called every minute or so. */
  tellTime(): void;
}

export function createReporter(parts: ReporterParts): Reporter {
  const { config, journal, link, topics, delivery, controls, live, now } = parts;
  const startedMs = now();
  const { severity, calm_minutes } = config.under_attack;
  const level = { severity, calmMs: calm_minutes * 60_000 };
  const publishRate = createPublishRate(() => link.status().acknowledged, now);
  const tables = createTables(journal, parts.labels, rememberedKeys);
  const figuresToldMs = new Map<string, number>();
  const readable = new Map<string, { readonly isReadable: boolean | undefined; readonly since: string }>();
  const redact = redactor(secretsOf(config));
  return {
    tellBridge: () => {
      const info = {
        version: parts.version,
        routers: config.routers.map(({ name, family }) => ({ name, family })),
        config: publicConfig(config),
      };
      link.setRetained(topics.bridgeInfo, JSON.stringify(info));
    },
    tellHealth,
    health,
    tellReadability,
    tellUnread: (router) => link.setRetained(topics.router(router).availability, "offline"),
    tellState,
    tellFigures,
    tellTime: () => {
      tellHealth();
      for (const router of config.routers) {
        tellState(router);
        if (now() - (figuresToldMs.get(router.name) ?? Number.NEGATIVE_INFINITY) >= figuresHoldMs) tellFigures(router);
      }
    },
  };

  function health(): BridgeHealth {
    const receiving = parts.receiving();
    const suggested = suggestedSchedules();
    return {
      uptime_seconds: Math.round((now() - startedMs) / 1000),
      memory_bytes: parts.memoryBytes(),
      backlog: delivery.backlog(),
      journal_bytes: journal.sizeBytes(),
      publish_rate: publishRate(),
      log_level: parts.log.level,
      ...(Object.keys(suggested).length === 0 ? {} : { suggested_schedules: suggested }),
      ...(receiving === undefined ? {} : { syslog: wireReceiving(receiving) }),
    };
  }

  function suggestedSchedules(): Readonly<Record<string, string>> {
    const pairs = config.routers.flatMap((router) => {
      const { suggested_schedule: suggested = router.schedule } = controls.of(router);
      return suggested === router.schedule ? [] : [[router.name, suggested] as const];
    });
    return Object.fromEntries(pairs);
  }

  function tellHealth(): void {
    const data = health();
    live.tell({ event: "health", data });
    link.setRetained(topics.bridgeHealth, JSON.stringify(data));
  }

  function tellReadability(router: string, { isReadable, problem, isRefusal }: Readability): void {
    const before = readable.get(router);
    const since = before?.isReadable === isReadable ? (before?.since ?? isoTime(now())) : isoTime(now());
    readable.set(router, { isReadable, since });
    live.tell({
      event: "reading",
      data: {
        router,
        ...(isReadable === undefined ? {} : { is_readable: isReadable, since }),
        ...(problem === undefined ? {} : { problem: redact(problem), is_refusal: isRefusal === true }),
      },
    });
    if (isReadable === undefined) return;
    link.setRetained(topics.router(router).availability, isReadable ? "online" : "offline");
  }

  function tellState(router: RouterSettings): void {
    const state: RouterState = { ...describeState(journal, router.name, now(), level), ...controls.of(router) };
    live.tell({ event: "state", data: { router: router.name, ...state } });
    link.setRetained(topics.router(router.name).state, JSON.stringify(state));
  }

  function tellFigures({ name, timezone }: RouterSettings): void {
    figuresToldMs.set(name, now());
    const summary = summarize(journal, name, timezone, now(), parts.labels);
    live.tell({ event: "summary", data: { router: name, ...summary } });
    link.setRetained(topics.router(name).summary, JSON.stringify(summary));
    tellTables(name, timezone);
  }

  function tellTables(name: string, timezone: string): void {
    const of = topics.router(name);
    const lastDay = tables([{ name, timezone }], lastHours(24, now()));
    for (const kind of topKinds) link.setRetained(of.top(kind), JSON.stringify(lastDay.top(kind, toldRows)));
    link.setRetained(of.hours, JSON.stringify(lastDay.hours()));
  }
}

/**
 * How long figures hold when no pass brings new ones. Each time a figure changes Home Assistant writes a row, and those of the last
 * hours change from one minute to the next.
 */
const figuresHoldMs = 15 * 60_000;
/** With them a retained table stays far below the 16 kB that Home Assistant records of a state. */
const toldRows = 10;
/** A household meets some thousand sources and ports a day; a flood must not stay in the memory. */
const rememberedKeys = 20_000;
