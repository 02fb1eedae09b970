import type { Config } from "../config.ts";
import type { DetectSettings } from "../detect/index.ts";
import { type Log, logLevels } from "../log.ts";
import type { RouterSettings } from "../model/router.ts";
import type { SettingStore } from "../model/settings.ts";
import type { RouterControls } from "../model/summary.ts";
import { duration } from "../report/words.ts";
import { requireFamily } from "../routers/index.ts";
import { suggestSchedule } from "../schedule/suggested.ts";
import { fillTimeMs, type Reading, readingOf } from "../schedule/turnover.ts";
import { autoSchedule, intervalMs } from "../schedule.ts";
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
  /** Looks whether the log was full before this pass of a router that is asked for it, or nearly so, and tells once a day what would help. */
  seePass(router: RouterSettings, pass: SeenPass): void;
}

type SeenPass = Pick<PassResult, "records" | "scrapedAtMs" | "entries" | "fresh">;

const dayMs = 24 * 3_600_000;
/** A log of which four fifths were new is full a little later than it is read. */
const nearlyAll = 1.25;

const bridge = "bridge";

/** Takes up what was set in earlier runs; the log's level changes at once. */
export function createControls({ config, store, log }: ControlsParts): Controls {
  store.keepOnly([bridge, ...config.routers.map(({ name }) => name)]);
  const routers = new Map(config.routers.map((router) => [router.name, controlsOf(router)]));
  const readings = new Map<string, Reading>();
  const schedulesMs = new Map<string, number>();
  const toldAtMs = new Map<string, number>();
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
      store.set(bridge, "log_level", wanted, config.log.level);
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

  function seePass(router: RouterSettings, pass: SeenPass): void {
    const reading = readingOf(pass);
    const fillMs = fillTimeMs(readings.get(router.name), reading);
    readings.set(router.name, reading);
    if (fillMs !== undefined && router.schedule !== autoSchedule) suggest(router, fillMs, reading);
  }

  /** Where rows were lost, or soon will be. */
  function suggest(router: RouterSettings, fillMs: number, { scrapedAtMs, overrunToMs }: Reading): void {
    const { suggested_schedule: before = router.schedule } = shown(router.name);
    // To ask the calendar takes longer than all the rest, and it says the same at each pass.
    const scheduleMs = schedulesMs.get(router.name) ?? intervalMs(router.schedule, scrapedAtMs);
    schedulesMs.set(router.name, scheduleMs);
    if (overrunToMs === undefined && fillMs > nearlyAll * scheduleMs) return;
    const family = requireFamily(router.family);
    const closestMs = family.side === "poll" ? family.closestPollMs : 0;
    const suggested = suggestSchedule({ scheduleMs, fillMs, closestMs });
    if (suggested === undefined) return;
    const isCloser = suggested !== before && intervalMs(suggested, scrapedAtMs) < intervalMs(before, scrapedAtMs);
    if (isCloser) set(router, { suggested_schedule: suggested }, "suggested_schedule", suggested, router.schedule);
    tellOnceADay(router, fillMs, scheduleMs, scrapedAtMs);
  }

  function tellOnceADay({ name }: RouterSettings, fillMs: number, scheduleMs: number, nowMs: number): void {
    if (nowMs - (toldAtMs.get(name) ?? Number.NEGATIVE_INFINITY) < dayMs) return;
    toldAtMs.set(name, nowMs);
    const [full, read] = [fillMs, scheduleMs].map((ms) => duration(ms / 1000));
    const { suggested_schedule } = shown(name);
    log.warn(
      name,
      `its log is full after ${full} and read every ${read}: schedule "${suggested_schedule}" would lose less`,
    );
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
    store.set(name, setting, value, configured);
    routers.set(name, { ...shown(name), ...change });
  }
}
