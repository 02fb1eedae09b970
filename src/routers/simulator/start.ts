import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import type { SimulatedFamily, SimulatedRouter } from "./family.ts";
import { type FaultState, faultSwitches, noFaults } from "./faults.ts";
import { feedOf } from "./feed.ts";
import { createLogbook, type Logbook } from "./logbook.ts";
import { createRandom, type Random } from "./random.ts";
import { startServer } from "./server.ts";
import { advanceByItself } from "./timer.ts";

/** It has run for a while before anybody looks: two days, and the hours that filled the log. */
const uptimeAtStartMs = 2 * 86_400_000;
const longestHistoryMs = 6 * 3_600_000;
/** How full of probes the log is at the start, as a share of the ring. */
const historyFill = 0.6;
const meanProbeMs = 86_400_000 / 323;

/**
 * A make-believe router of a family, on 127.0.0.1, with some rows of the hours before already in its log.
 * With a clock of its own (`now`) it moves only by `advance` and by requests; with the real one, also by itself.
 */
export async function startSimulator(family: SimulatedFamily, options: SimulatorOptions): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const faults = noFaults();
  const sessions = new Set<string>();
  const random = createRandom(options.seed ^ 0xfa17);
  const logbook = filledLogbook(family, options, now(), faults);
  const advance = () => logbook.advance(now());
  const events = {
    reboot: () => {
      logbook.reboot(now());
      sessions.clear();
      for (const row of family.bootRows?.(now(), random) ?? []) logbook.enter(row, now());
    },
    clear: () => logbook.clear(),
    loginTimeout: () => sessions.clear(),
    hostileText: () => {
      for (const row of family.hostileRows(now())) logbook.enter(row, now());
    },
  };
  const server = await startServer(options.port, faults, random, (request) => {
    advance();
    return family.answer(request, routerAt(now(), logbook, faults, random, sessions));
  });
  const stopTimer = options.now === undefined ? advanceByItself(logbook, now) : () => {};
  return {
    url: server.url,
    router: entryOf(family, server.url, options),
    faults: faultSwitches(faults, events, advance),
    advance,
    close: () => {
      stopTimer();
      return server.close();
    },
  };
}

function filledLogbook(
  family: SimulatedFamily,
  options: SimulatorOptions,
  startMs: number,
  faults: FaultState,
): Logbook {
  const ringSize = options.ringSize ?? family.ringSize;
  const historyMs = Math.min(longestHistoryMs, (historyFill * ringSize * meanProbeMs) / options.rate);
  const fromMs = Math.floor(startMs - historyMs);
  return createLogbook({
    feed: feedOf(family, options, fromMs),
    ringSize,
    isEmptiedWhenFull: family.isEmptiedWhenFull,
    bootMs: fromMs - uptimeAtStartMs,
    startMs,
    truth: options.truth ?? (() => {}),
    isFrozen: () => faults.isFrozen,
  });
}

function routerAt(
  nowMs: number,
  logbook: Logbook,
  faults: FaultState,
  random: Random,
  sessions: Set<string>,
): SimulatedRouter {
  return {
    nowMs,
    bootMs: logbook.bootMs,
    faults,
    random,
    sessions,
    rows: () => logbook.rows(),
    log: (text) => logbook.enter({ text }, nowMs),
  };
}

/** The entry that reaches it: asked every five minutes, or, where its log would turn over too soon, every two seconds. */
function entryOf(family: SimulatedFamily, url: string, options: SimulatorOptions): Simulator["router"] {
  const rowsInFiveMinutes = (300_000 * options.rate) / meanProbeMs;
  const isBusy = rowsInFiveMinutes > (options.ringSize ?? family.ringSize) / 4;
  return {
    name: "home",
    family: family.id,
    url,
    username: family.username,
    password: family.password,
    schedule: isBusy ? "*/2 * * * * *" : "*/5 * * * *",
    timezone: family.timezone,
    ...(family.options === undefined ? {} : { options: family.options }),
  };
}
