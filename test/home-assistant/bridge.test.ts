import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError } from "../../src/errors.ts";
import { startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { enterHome, eventually, type States, withoutHomeAssistant } from "../support/home-assistant.ts";
import { device } from "../support/home-assistant-registry.ts";
import { observe } from "../support/observer.ts";

/** Not due while a test runs. */
const never = "0 0 1 1 *";
const id = (domain: string, key: string): string => `${domain}.whos_knocking_porch_${key}`;
const probes = id("sensor", "probes");
const level = "select.whos_knocking_bridge_log_level";

test("a household sees the router's device, and what it does there is done", {
  skip: withoutHomeAssistant,
}, async (t) => {
  const home = await enterHome(t);
  const router = await startRouter(t, { rate: 1000, seed: 7 });
  const routers = [{ ...router.router, name: "porch", schedule: never }];
  const bridge = startBridge(t, writeConfig(temporaryFolder(t), { mqtt: { url: home.brokerUrl }, routers }));
  const socket = await home.socket();
  t.after(() => socket.close());
  const count = (states: States): number => Number(states.get(probes)?.state);
  const shows = (entity: string, state: string) =>
    home.until([entity], (states) => states.get(entity)?.state === state, `${entity} ${state}`);

  await t.test("everything that a pass tells is shown", async () => {
    await home.until([probes], (states) => count(states) > 0, "the router's probes");
    const states = new Map((await home.states("whos_knocking_")).map((state) => [state.entity_id, state.state]));
    const state = (domain: string, key: string): string => states.get(id(domain, key)) ?? "";
    assert.equal(state("binary_sensor", "log_reachable"), "on");
    assert.match(state("sensor", "last_probe"), /^(tcp|udp)\/\d+( [\w-]+)? from \d+\.\d+\.\d+\.\d+( \([A-Z]{2}\))?$/);
    assert.match(state("sensor", "top_port"), /^(tcp|udp)\/\d+/);
    assert.match(state("sensor", "top_source"), /^\d+\.\d+\.\d+\.\d+$/);
    assert.match(state("sensor", "top_country"), /^[A-Z][a-z]/);
    assert.ok(Math.abs(Date.parse(state("sensor", "last_scrape")) - Date.now()) < 60_000);
    assert.deepEqual(
      [state("sensor", "lost_probes"), state("sensor", "rejected_lines"), state("sensor", "suggested_schedule")],
      ["0", "0", never],
    );
    assert.deepEqual([state("switch", "pause"), state("number", "burst_threshold")], ["off", "3"]);
    assert.ok(
      Number(state("sensor", "sources")) > 0 && Number(state("sensor", "sources")) <= Number(state("sensor", "probes")),
    );
    assert.equal(states.get("binary_sensor.whos_knocking_bridge_state"), "on");
  });

  await t.test("its button has the log read again", async () => {
    const before = count(await home.until([probes], () => true, "probes"));
    await router.more(1);
    await home.callService("button", "press", { entity_id: id("button", "scrape") });
    await home.until([probes], (states) => count(states) > before, "more probes after the button");
  });

  await t.test("its switch pauses it, and lets it go on", async () => {
    await home.callService("switch", "turn_on", { entity_id: id("switch", "pause") });
    await shows(id("switch", "pause"), "on");
    await shows(id("sensor", "probe_rate"), "unavailable");
    const before = count(await home.until([probes], () => true, "probes"));
    await router.more(1);
    await home.callService("switch", "turn_off", { entity_id: id("switch", "pause") });
    await home.until([probes], (states) => count(states) > before, "more probes after the pause");
    await shows(id("switch", "pause"), "off");
  });

  await t.test("its number sets the burst threshold, and the select the log level", async () => {
    await home.callService("number", "set_value", { entity_id: id("number", "burst_threshold"), value: 2 });
    await shows(id("number", "burst_threshold"), "2");
    await home.callService("select", "select_option", { entity_id: level, option: "debug" });
    await shows(level, "debug");
  });

  await t.test("each episode is an event, once, with attributes of its own", async () => {
    const observer = await observe(home.brokerUrl, "whos-knocking/porch/attack/+");
    t.after(() => observer.close());
    const entity_id = id("event", "attack");
    const seen = await socket.follow({ type: "subscribe_trigger", trigger: { platform: "state", entity_id } });
    while (observer.receipts.length < 3) {
      await router.more(20);
      await home.callService("button", "press", { entity_id: id("button", "scrape") });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const events = () =>
      seen.all.map((event) => {
        const { to_state } = (event["variables"] as { trigger: { to_state: { attributes: Record<string, unknown> } } })
          .trigger;
        const { event_type, id: episode, count: weight } = to_state.attributes;
        return JSON.stringify([event_type, episode, weight]);
      });
    await eventually("as many events", async () =>
      events().length >= observer.receipts.length ? { value: true } : { instead: events() },
    );
    const sent = observer.receipts.map(({ payload }) => {
      const { event_type, id: episode, count: weight } = JSON.parse(payload);
      return JSON.stringify([event_type, episode, weight]);
    });
    assert.deepEqual(events().sort(), sent.sort());
    assert.equal(new Set(sent).size, sent.length);
  });

  await t.test("a script asks the bridge and gets its answer", async () => {
    const answers = await socket.follow({ type: "mqtt/subscribe", topic: "whos-knocking/bridge/response/+" });
    const payload = JSON.stringify({ transaction: "script", router: "porch" });
    const answer = await eventually("an answer", async () => {
      // Home Assistant says that it listens a moment before it does, and on a busy machine has no line to the broker for a moment.
      const topic = "whos-knocking/bridge/request/scrape";
      const refusal = await home.callService("mqtt", "publish", { topic, payload }).catch(describeError);
      const [first] = answers.all;
      return first === undefined ? { instead: refusal } : { value: JSON.parse(String(first["payload"])) };
    });
    assert.deepEqual([answer.transaction, answer.status, answer.data.routers[0].router], ["script", "ok", "porch"]);
  });

  await t.test("its device hangs on the bridge's", async () => {
    const ours = await device(home, "whos_knocking_porch");
    assert.equal(ours?.["via_device_id"], (await device(home, "whos_knocking_bridge"))?.["id"]);
    assert.deepEqual([ours?.["manufacturer"], ours?.["configuration_url"]], ["SMC", `${router.router.url}/`]);
  });

  await t.test("without the bridge its entities are unavailable", async () => {
    assert.equal((await bridge.stop()).code, 0);
    const ids = [probes, id("sensor", "probe_rate"), level];
    await home.until(ids, (states) => ids.every((one) => states.get(one)?.state === "unavailable"), "unavailable");
    await shows("binary_sensor.whos_knocking_bridge_state", "off");
  });

  await t.test("its statistics are valid, and Home Assistant has nothing to complain about", async () => {
    assert.deepEqual(await home.ask({ type: "recorder/validate_statistics" }), {});
    assert.deepEqual(home.complaints(), []);
  });

  await t.test("a complaint would have been seen", async () => {
    const observer = await observe(home.brokerUrl, "nothing");
    t.after(() => observer.close());
    await observer.publish("homeassistant/device/whos_knocking_wrong/config", '{"~":"x"}');
    const complaint = await eventually("a complaint", async () => {
      const [first] = home.complaints();
      return first === undefined ? { instead: undefined } : { value: first };
    });
    assert.match(complaint, /whos_knocking_wrong/);
  });
});
