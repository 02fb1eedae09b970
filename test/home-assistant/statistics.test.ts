import assert from "node:assert/strict";
import { test } from "node:test";
import { createTopics } from "../../src/topics.ts";
import { type Dictionary, enterHome, eventually, withoutHomeAssistant } from "../support/home-assistant.ts";
import { showDevice } from "../support/shown-device.ts";

const barn = createTopics("whos-knocking").router("barn");
const probes = "sensor.whos_knocking_barn_probes";
const rate = "sensor.whos_knocking_barn_probe_rate";
const lost = "sensor.whos_knocking_barn_lost_probes";
/** Home Assistant compiles every five minutes by the clock, and some seconds later. */
const patienceMs = 330_000;

test("statistics are compiled of totals and of the rate, and are valid", {
  skip: withoutHomeAssistant,
  timeout: 400_000,
}, async (t) => {
  const home = await enterHome(t);
  const client = await showDevice(t, home, "barn");
  const start_time = new Date(Date.now() - 300_000).toISOString();
  for (const [total, perHour] of [
    [100, 20],
    [130, 40],
    [131, 30],
  ] as const) {
    await client.publish(barn.state, JSON.stringify({ paused: false, lost_probes: total * 10 }), true);
    await client.publish(barn.summary, JSON.stringify({ probes: total, rate: perHour }), true);
    await home.until([probes, rate], (states) => states.get(rate)?.state === `${perHour}`, `${total} probes`);
  }

  const query = { type: "recorder/statistics_during_period", start_time, period: "5minute" };
  const compiled = await eventually(
    "compiled statistics",
    async () => {
      const found = (await home.ask({ ...query, statistic_ids: [probes, rate, lost] })) as Readonly<
        Record<string, readonly Dictionary[]>
      >;
      return Object.keys(found).length === 3 ? { value: found } : { instead: found };
    },
    patienceMs,
  );
  const last = (id: string): Dictionary => compiled[id]?.at(-1) ?? {};
  assert.deepEqual([last(probes)["state"], last(probes)["sum"]], [131, 31]);
  assert.deepEqual([last(rate)["min"], last(rate)["max"]], [20, 40]);
  assert.ok(Number(last(rate)["mean"]) >= 20 && Number(last(rate)["mean"]) <= 40);
  assert.deepEqual([last(lost)["state"], last(lost)["sum"]], [1310, 310]);
  assert.deepEqual(await home.ask({ type: "recorder/validate_statistics" }), {});
  assert.deepEqual(home.complaints(), []);
});
