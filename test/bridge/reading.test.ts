import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startReading } from "../../src/bridge/reading.ts";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { pollFamily } from "../support/families.ts";
import { recordedLog } from "../support/log.ts";
import { routerSettings } from "../support/router-settings.ts";

const secondMs = 1000;
const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

const done = {
  ...{ scrapedAtMs: 0, entries: 0, fresh: 0, records: [], isAmbiguous: false },
  ...{ rejects: 0, rejectSamples: [], skewMs: undefined },
};

/** The reading of a router every second, whose passes end as `end` says; the clock is the test's. */
function reading(t: TestContext, end: () => void) {
  const startMs = Date.UTC(2026, 10, 22, 12);
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: startMs });
  const clock = { aheadMs: 0 };
  let passes = 0;
  const { lines, log } = recordedLog();
  const family = pollFamily("smc-barricade");
  const asked = startReading({
    router: routerSettings(family, { schedule: "* * * * * *" }),
    family,
    pipeline: {
      watchWith: () => undefined,
      wasAway: () => undefined,
      close: async () => undefined,
      pass: async () => {
        passes += 1;
        end();
        return done;
      },
    },
    ...{ log, isPaused: false, random: () => 0.5 },
    now: () => Date.now() + clock.aheadMs,
    onPass: () => undefined,
    onReadability: () => undefined,
  });
  t.after(() => asked.stop());
  const after = async (seconds: number): Promise<number> => {
    for (let second = 0; second < seconds; second += 1) {
      t.mock.timers.tick(secondMs);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
    return passes;
  };
  return { clock, after, lines, asked };
}

test("a router that fails is asked again after pauses that grow, and one that answers at each time of its schedule", async (t) => {
  let isDown = true;
  const { after } = reading(t, () => {
    if (isDown) throw new RetryableError("the router does not answer");
  });
  // Half of 5, 10, 20 and 40 s, each then up to the next second.
  assert.equal(await after(1), 1);
  assert.equal(await after(3), 2);
  assert.equal(await after(5), 3);
  assert.equal(await after(10), 4);
  assert.equal(await after(19), 4);
  isDown = false;
  assert.equal(await after(1), 5);
  assert.equal(await after(10), 15);
});

test("a router that refuses us is left alone for an hour, but for who asks for a pass", async (t) => {
  const { after, asked } = reading(t, () => {
    throw new FatalError("the router refuses the password");
  });
  assert.equal(await after(3599), 1);
  assert.equal(await after(60), 2);
  assert.equal((await asked.scrapeNow()).kind, "failed");
  assert.equal(await after(0), 3);
});

test("a paused router is left alone, and asked at once when it no longer is", async (t) => {
  const { after, asked } = reading(t, () => undefined);
  asked.pause(false);
  assert.equal(await after(0), 0);
  asked.pause(true);
  assert.equal(await after(10), 0);
  assert.deepEqual(await asked.scrapeNow(), { kind: "paused" });
  asked.pause(false);
  assert.equal(await after(0), 1);
});

test("a clock that was ahead by a year when the router failed, and is set right, keeps no pass away for a year", async (t) => {
  const { after, clock } = reading(t, () => {
    throw new RetryableError("the router does not answer");
  });
  clock.aheadMs = yearMs;
  // The time of the pass after the one that fails is still reckoned by the wrong clock.
  assert.equal(await after(2), 1);
  clock.aheadMs = 0;
  assert.equal((await after(90)) > 1, true);
});
