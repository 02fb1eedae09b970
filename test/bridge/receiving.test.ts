import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { type TestContext, test } from "node:test";
import type { PassResult } from "../../src/bridge/pass.ts";
import { startReceiving } from "../../src/bridge/receiving.ts";
import { releasedAtMs } from "../../src/bridge/release.ts";
import { startStream } from "../../src/bridge/stream.ts";
import { createPushPipeline } from "../../src/bridge.ts";
import { RetryableError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { ListenerParts, SystemLoss } from "../../src/model/listener.ts";
import type { PushDriver } from "../../src/model/router.ts";
import { syslog } from "../../src/routers/syslog/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { recordedLog } from "../support/log.ts";
import { routerSettings } from "../support/router-settings.ts";

const { open } = await syslog.driver();

const router = routerSettings(syslog, { timezone: "UTC" });
const drop = (port: number) =>
  `<4>gateway kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1025 DPT=${port} SYN`;

/** A listening whose sockets the test has in hand: when they can be had, what comes, and when they break. */
function receive(t: TestContext, initial: { readonly failure?: Error; readonly isClockSound?: boolean } = {}) {
  const journal = openJournal(temporaryFolder(t));
  const events = new EventEmitter();
  const state = {
    failure: initial.failure,
    isClockSound: initial.isClockSound ?? true,
    isDiskFull: false,
    lost: [] as readonly SystemLoss[],
    refused: 0,
    resumed: 0,
    closed: 0,
  };
  const passes: PassResult[] = [];
  const availability: boolean[] = [];
  let parts: ListenerParts | undefined;
  const driver: PushDriver = {
    open,
    listen: async (given) => {
      if (state.failure !== undefined) throw state.failure;
      parts = given;
      return {
        addresses: ["udp://127.0.0.1:5514"],
        status: () => ({ received: 0, unknown: 0, unknownSenders: [], lostBySystem: 0, connections: 0 }),
        resume: () => {
          state.resumed += 1;
        },
        lost: () => {
          const { lost } = state;
          state.lost = [];
          return lost;
        },
        close: async () => {
          state.closed += 1;
        },
      };
    },
  };
  const fragile = {
    ...journal,
    commit: (pass: Parameters<typeof journal.commit>[0]) => {
      if (state.isDiskFull) {
        state.refused += 1;
        throw new RetryableError("the disk is full");
      }
      return journal.commit(pass);
    },
  };
  const { log, lines, line } = recordedLog();
  const detect = { burst: { probes: 3, window_s: 15 } };
  const receiving = startReceiving({
    ...{ family: syslog, driver, journal, log },
    addresses: ["udp://127.0.0.1:5514"],
    routers: [router],
    now: Date.now,
    random: () => 0,
    requireSoundClock: () => {
      if (!state.isClockSound) throw new RetryableError("the clock is behind");
    },
    onNews: () => undefined,
    openStream: ({ name }, onRoom) =>
      startStream({
        router: name,
        pipeline: createPushPipeline({
          router,
          family: syslog,
          driver,
          journal: fragile,
          detect,
          now: Date.now,
          releasedAtMs,
        }),
        ...{ log, now: Date.now, onRoom, isPaused: false },
        onReadability: ({ isReadable: is }) => {
          if (is === undefined || is === availability.at(-1)) return;
          availability.push(is);
          events.emit("availability");
        },
        onPass: (result) => {
          passes.push(result);
          events.emit("pass");
        },
      }),
  });
  t.after(async () => {
    await receiving.stop();
    journal.close();
  });
  return {
    ...{ receiving, journal, state, passes, availability, lines, line },
    parts: () => parts ?? assert.fail("nobody listens"),
    /** Resolves when that holds, looked at after each pass and each change of the availability. */
    until: async (holds: () => boolean) => {
      while (!holds()) await Promise.race([once(events, "pass"), once(events, "availability")]);
    },
  };
}

const gapsOf = (passes: readonly PassResult[]) =>
  passes.flatMap(({ records }) => records.flatMap((record) => (record.kind === "gap" ? [record.gap] : [])));

test("what cannot be listened on is tried again, and told once", async (t) => {
  const failure = new RetryableError("the port is taken");
  const { state, availability, lines, line, until } = receive(t, { failure });
  await until(() => availability.at(-1) === false);
  await line(/debug: the port is taken/);
  state.failure = undefined;
  await until(() => availability.at(-1) === true);
  await line(/listens on udp/);
  assert.deepEqual(availability, [false, true]);
  assert.equal(lines.filter((text) => text.includes("warning: the port is taken")).length, 1);
});

test("a socket that breaks is opened anew, and what was missed in between is a gap", async (t) => {
  const { state, passes, parts, until, receiving } = receive(t);
  await until(() => passes.length > 0);
  assert.deepEqual(gapsOf(passes), []);
  assert.deepEqual(receiving.status()?.addresses, ["udp://127.0.0.1:5514"]);
  const first = parts();
  first.onFailure(new Error("the network is down"));
  await until(() => gapsOf(passes).length > 0);
  assert.notEqual(parts(), first);
  assert.equal(state.closed, 1);
  const [gap] = gapsOf(passes);
  assert.deepEqual([gap?.cause, gap?.isExact, gap?.entries], ["unreadable", false, undefined]);
});

test("while our own clock is wrong nobody listens", async (t) => {
  const { state, availability, passes, parts, line, until } = receive(t, { isClockSound: false });
  await line(/debug: the clock is behind/);
  assert.throws(parts, /nobody listens/);
  state.isClockSound = true;
  await until(() => passes.length > 0);
  assert.deepEqual(availability, [false, true]);
});

test("lines that cannot be kept wait, and are kept once when they can be", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { state, passes, parts, journal, availability } = receive(t);
  while (passes.length === 0) await new Promise((resolve) => setImmediate(resolve));
  state.isDiskFull = true;
  for (let port = 1; port <= 600; port += 1)
    parts().onLine("home", { text: drop(port), receivedAtMs: Date.now() }, false);
  // At once, because there are many, and then every five seconds.
  for (const [tickMs, refused] of [
    [1000, 1],
    [4000, 1],
    [1000, 2],
    [4000, 2],
    [1000, 3],
  ] as const) {
    t.mock.timers.tick(tickMs);
    assert.equal(state.refused, refused);
  }
  assert.deepEqual([journal.totals("home").probes, availability], [0, [true, false]]);
  state.isDiskFull = false;
  t.mock.timers.tick(5000);
  t.mock.timers.tick(5000);
  assert.deepEqual([journal.totals("home").probes, availability], [600, [true, false, true]]);
});

const long = "x".repeat(60_000);

/** Hands in long lines until there is no room for more; gives their number. */
function fill(parts: ListenerParts): number {
  let sent = 0;
  do sent += 1;
  while (parts.onLine("home", { text: long, receivedAtMs: Date.now() }, false));
  return sent;
}

test("what the system dropped, and what was left out, becomes a gap every five seconds", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { state, passes, parts, receiving } = receive(t);
  while (passes.length === 0) await new Promise((resolve) => setImmediate(resolve));
  state.lost = [{ router: "home", lines: 7, isExact: false }];
  const sent = fill(parts());
  for (let count = 0; count < 3; count += 1) parts().onLine("home", { text: long, receivedAtMs: Date.now() }, false);
  t.mock.timers.tick(5000);
  t.mock.timers.tick(1000);
  t.mock.timers.tick(1000);
  assert.deepEqual(
    gapsOf(passes).map(({ cause, entries, isExact }) => [cause, entries, isExact]),
    [
      ["overrun", 7, false],
      ["overrun", 3, true],
    ],
  );
  assert.equal(receiving.status()?.dropped, 3);
  assert.equal(rejectsOf(passes), sent);
});

test("where there is no room lines wait for no others, and senders go on as soon as there is some", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { state, passes, parts } = receive(t);
  while (passes.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const sent = fill(parts());
  assert.ok(sent < 500);
  t.mock.timers.tick(1);
  assert.deepEqual([rejectsOf(passes), state.resumed], [sent, 1]);
});

function rejectsOf(passes: readonly PassResult[]): number {
  return passes.reduce((sum, { rejects }) => sum + rejects, 0);
}
