import type { Config } from "../config.ts";
import type { DetectSettings } from "../detect/index.ts";
import { type Log, logLevels } from "../log.ts";
import type { Gap } from "../model/gap.ts";
import type { RouterSettings } from "../model/router.ts";
import type { SettingStore } from "../model/settings.ts";
import type { RouterControls } from "../model/summary.ts";
import { requireFamily } from "../routers/index.ts";
import { suggestSchedule } from "../schedule/suggested.ts";
import { intervalMs } from "../schedule.ts";
import type { PassResult } from "./pass.ts";

export interface ControlsParts {
  readonly config: Pick<Config, "routers" | "detect" | "log">;
  readonly store: SettingStore;
  readonly log: Log;
}

/** What can be set from outside while the bridge runs. It holds over restarts, until the configuration's own value changes. */
export interface Controls {
  of(router: RouterSettings): RouterControls;
  /** The thresholds of the detectors, with what was set of them. */
  detect(router: RouterSettings): DetectSettings;
  setPaused(router: RouterSettings, isPaused: boolean): void;
  setBurstThreshold(router: RouterSettings, probes: number): void;
  setLogLevel(level: Log["level"]): void;
  /** Looks whether the log was full before this pass of a router that is asked for it, and what would help. */
  seePass(router: RouterSettings, pass: Pick<PassResult, "records" | "scrapedAtMs">): void;
}

const bridge = "bridge";

/** Takes up what was set in earlier runs; the log's level changes at once. */
export function createControls({ config, store, log }: ControlsParts): Controls {
  store.keepOnly([bridge, ...config.routers.map(({ name }) => name)]);
  const routers = new Map(config.routers.map((router) => [router.name, controlsOf(router)]));
  const level = store.get(bridge, "log_level", config.log.level);
  log.level = logLevels.find((known) => known === level) ?? config.log.level;

  return {
    of: ({ name }) => shown(name),
    detect: ({ name }) => {
      const { burst } = config.detect;
      return { ...config.detect, burst: { ...burst, probes: shown(name).burst_threshold } };
    },
    setPaused: (router, isPaused) => set(router, { paused: isPaused }, "paused", `${isPaused}`, "false"),
    setBurstThreshold: (router, probes) =>
      set(router, { burst_threshold: probes }, "burst_threshold", `${probes}`, `${configuredThreshold()}`),
    setLogLevel: (wanted) => {
      keep(bridge, "log_level", wanted, config.log.level);
      log.level = wanted;
    },
    seePass,
  };

  function controlsOf({ name, family, schedule }: RouterSettings): RouterControls {
    const threshold = store.get(name, "burst_threshold", `${configuredThreshold()}`);
    const paused = store.get(name, "paused", "false") === "true";
    if (paused) log.info(name, "is paused since an earlier run: no passes until it is resumed");
    return {
      paused,
      burst_threshold: threshold === undefined ? configuredThreshold() : Number(threshold),
      ...(requireFamily(family).side === "push"
        ? {}
        : { suggested_schedule: store.get(name, "suggested_schedule", schedule) ?? schedule }),
    };
  }

  function seePass(
    router: RouterSettings,
    { records, scrapedAtMs }: Pick<PassResult, "records" | "scrapedAtMs">,
  ): void {
    for (const record of records) {
      if (record.kind === "gap" && record.gap.cause === "overrun") suggest(router, record.gap, scrapedAtMs);
    }
  }

  function suggest(router: RouterSettings, gap: Gap, scrapedAtMs: number): void {
    const { suggested_schedule: before = router.schedule } = shown(router.name);
    const scheduleMs = intervalMs(router.schedule, scrapedAtMs);
    const family = requireFamily(router.family);
    const closestMs = family.side === "poll" ? family.closestPollMs : 0;
    const suggested = suggestSchedule({ scheduleMs, fillMs: scrapedAtMs - gap.toMs, closestMs });
    if (suggested === undefined || intervalMs(suggested, scrapedAtMs) >= intervalMs(before, scrapedAtMs)) return;
    set(router, { suggested_schedule: suggested }, "suggested_schedule", suggested, router.schedule);
    log.info(router.name, `schedule: "${suggested}" would have lost less`);
  }

  function configuredThreshold(): number {
    return Number(config.detect["burst"]?.["probes"]);
  }

  function shown(name: string): RouterControls {
    const found = routers.get(name);
    if (found === undefined) throw new RangeError(`${name} is not configured`);
    return found;
  }

  function set(
    { name }: RouterSettings,
    change: Partial<RouterControls>,
    setting: string,
    value: string,
    configured: string,
  ): void {
    keep(name, setting, value, configured);
    routers.set(name, { ...shown(name), ...change });
  }

  /** What is as configured needs no keeping: it then follows the configuration. */
  function keep(scope: string, name: string, value: string, configured: string): void {
    if (value === configured) store.remove(scope, name);
    else store.set(scope, name, value, configured);
  }
}
