import { nearest } from "../config/nearest.ts";
import { type Config, secretsOf } from "../config.ts";
import { describeError, FatalError, RetryableError } from "../errors.ts";
import { type Log, logLevels, redactor } from "../log.ts";
import {
  type Actions,
  burstThresholdLimits,
  type Capture,
  type Checked,
  type ScrapeOutcome,
} from "../model/actions.ts";
import type { RouterSettings } from "../model/router.ts";
import { requireFamily } from "../routers/index.ts";
import type { Controls } from "./controls.ts";
import type { PassOutcome } from "./reading.ts";
import type { Reporter } from "./reporter.ts";
import type { Source } from "./sources.ts";

export interface ActionsParts {
  readonly config: Config;
  readonly log: Log;
  readonly controls: Controls;
  readonly reporter: Reporter;
  readonly rediscover: () => number;
  readonly report: Actions["report"];
  readonly export: Actions["export"];
  /** One look at a router. */
  readonly check: (router: RouterSettings, signal: AbortSignal) => Promise<Checked>;
  /** One look that can be sent to strangers. */
  readonly capture: (router: RouterSettings, hide: readonly string[], signal: AbortSignal) => Promise<Capture>;
  /** By the router's name. */
  readonly source: (router: string) => Source | undefined;
}

/** What can be asked of this bridge while it runs. */
export function createActions(parts: ActionsParts): Actions {
  const { config, log, controls, reporter } = parts;
  const redact = redactor(secretsOf(config));
  return {
    async scrape(name) {
      const names = name === undefined ? config.routers.filter(isAsked).map((router) => router.name) : [askedOne(name)];
      const outcomes = await Promise.all(
        names.map(async (router) => ({ router, outcome: await parts.source(router)?.scrapeNow?.() })),
      );
      const [problem, ...others] = outcomes.flatMap(({ router, outcome }) => problemOf(router, outcome, redact) ?? []);
      if (problem !== undefined && others.length === 0) throw problem;
      if (problem !== undefined) throw new RetryableError([problem, ...others].map(describeError).join("; "));
      return outcomes.flatMap(({ router, outcome }) => (outcome?.kind === "done" ? [told(router, outcome)] : []));
    },
    pause(name, isPaused) {
      const router = routerNamed(name);
      if (controls.of(router).paused === isPaused) return;
      controls.setPaused(router, isPaused);
      log.info(name, isPaused ? "paused: no passes until it is resumed" : "resumed");
      parts.source(name)?.pause(isPaused);
      reporter.tellState(router);
    },
    setBurstThreshold(name, probes) {
      const router = routerNamed(name);
      const { min, max } = burstThresholdLimits;
      if (!Number.isInteger(probes) || probes < min || probes > max)
        throw new FatalError(`the burst threshold is a whole number from ${min} to ${max}`);
      controls.setBurstThreshold(router, probes);
      log.info(name, `${probes} probes make a burst from now on`);
      parts.source(name)?.watchWith(controls.detect(router));
      reporter.tellState(router);
    },
    setLogLevel(wanted) {
      const level = logLevels.find((known) => known === wanted);
      if (level === undefined) throw new FatalError(`the log level is one of ${logLevels.join(", ")}`);
      controls.setLogLevel(level);
      reporter.tellHealth();
    },
    rediscover: parts.rediscover,
    health: () => reporter.health(),
    report: parts.report,
    export: parts.export,
    check: async (name, signal) => parts.check(routerNamed(name), signal),
    capture: async (name, hide, signal) => parts.capture(routerNamed(askedOne(name)), hide, signal),
  };

  function routerNamed(name: string): RouterSettings {
    const found = config.routers.find((router) => router.name === name);
    if (found !== undefined) return found;
    const names = config.routers.map((router) => router.name);
    const meant = nearest(name, names);
    throw new FatalError(
      `there is no router ${JSON.stringify(name)}: ${meant === undefined ? `known are ${names.join(", ")}` : `did you mean "${meant}"?`}`,
    );
  }

  function askedOne(name: string): string {
    const router = routerNamed(name);
    if (isAsked(router)) return router.name;
    throw new FatalError(`${name} sends its log by itself: there is nothing to ask for`);
  }
}

function isAsked({ family }: RouterSettings): boolean {
  return requireFamily(family).side === "poll";
}

function problemOf(
  name: string,
  outcome: PassOutcome | undefined,
  redact: (words: string) => string,
): Error | undefined {
  switch (outcome?.kind) {
    case undefined:
    case "done":
      return undefined;
    case "failed":
      return new RetryableError(`${name}: ${redact(describeError(outcome.error))}`, { cause: outcome.error });
    case "under way":
      return new RetryableError(`${name} is being read already`);
    case "paused":
      return new FatalError(`${name} is paused`);
    case "stopped":
      return new RetryableError(`${name} is not read any more: the bridge stops`);
  }
}

function told(router: string, { result }: PassOutcome & { kind: "done" }): ScrapeOutcome {
  const probes = result.records.reduce(
    (sum, record) => (record.kind === "event" && record.event.class === "probe" ? sum + record.event.count : sum),
    0,
  );
  return { router, entries: result.entries, new: result.fresh, probes };
}
