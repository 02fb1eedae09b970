import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Announcer, type AnnouncerLink } from "../../src/home-assistant/announcer.ts";

const statusTopic = "homeassistant/status";
const stateTopic = "w/bridge/state";
const router = { topic: "homeassistant/device/w_home/config", payload: "router" };
const bridge = { topic: "homeassistant/device/w_bridge/config", payload: "bridge" };

/**
 * A link that writes down what it is asked for, with the time.
 * @param deleted topics of devices that the user deleted before
 * @param left topics that an earlier run left on the broker
 */
function scene(t: TestContext, { random = 0, deleted = new Set<string>(), left = new Set<string>() } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const asked: string[] = [];
  const handlers = new Map<string, Parameters<AnnouncerLink["subscribe"]>[1]>();
  const listeners: (() => void)[] = [];
  const write = (what: string) => asked.push(`${Date.now()} ${what}`);
  const link: AnnouncerLink = {
    setRetained: (topic, payload) => write(`set ${topic.split("/")[2]} ${payload}`),
    clearRetained: (topic) => write(`clear ${topic.split("/")[2]}`),
    forgetRetained: (topic) => write(`forget ${topic.split("/")[2]}`),
    renewRetained: () => write("renew"),
    subscribe: (filter, handler) => handlers.set(filter, handler),
    onConnect: (listener) => listeners.push(listener),
  };
  const deletions = {
    has: (topic: string) => deleted.has(topic),
    add: (topic: string) => void deleted.add(topic),
    remove: (topic: string) => void deleted.delete(topic),
  };
  const announcer = new Announcer({
    ...{ link, deletions, left, stateTopic, statusTopic, now: Date.now, random: () => random },
  });
  return {
    announcer,
    asked,
    connect: () => {
      for (const listener of listeners) listener();
    },
    arrives: (topic: string, payload: string) => handlers.get(topic)?.(topic, payload, false),
    wasRetained: (topic: string, payload: string) => handlers.get(topic)?.(topic, payload, true),
    pass: (ms: number) => t.mock.timers.tick(ms),
  };
}

test("devices are announced once, in their order, however often they are the same", (t) => {
  const { announcer, asked } = scene(t);
  announcer.announce([bridge, router]);
  announcer.announce([bridge, router]);
  assert.deepEqual(asked, ["0 set w_bridge bridge", "0 set w_home router"]);
});

for (const { random, atMs } of [
  { random: 0, atMs: 1000 },
  { random: 0.5, atMs: 3000 },
]) {
  test(`Home Assistant's birth is answered with everything, ${atMs} ms later`, (t) => {
    const { announcer, asked, arrives, pass } = scene(t, { random });
    announcer.announce([bridge]);
    arrives(statusTopic, "offline");
    arrives(statusTopic, "online");
    pass(atMs - 1);
    assert.equal(asked.length, 1);
    pass(1);
    assert.deepEqual(asked.slice(1), [`${atMs} renew`]);
  });
}

test("two births in a row are answered once", (t) => {
  const { asked, arrives, pass } = scene(t);
  arrives(statusTopic, "online");
  pass(900);
  arrives(statusTopic, "online");
  pass(1000);
  pass(5000);
  assert.deepEqual(asked, ["1900 renew"]);
});

test("a change waits until the version before is two seconds old, and only the last change is sent", (t) => {
  const { announcer, asked, pass } = scene(t);
  announcer.announce([router]);
  pass(500);
  announcer.announce([{ ...router, payload: "second" }]);
  announcer.announce([{ ...router, payload: "third" }]);
  pass(1499);
  assert.deepEqual(asked, ["0 set w_home router"]);
  pass(1);
  assert.deepEqual(asked, ["0 set w_home router", "2000 set w_home third"]);
});

test("a change and its taking back within two seconds send nothing", (t) => {
  const { announcer, asked, pass } = scene(t);
  announcer.announce([router]);
  announcer.announce([{ ...router, payload: "second" }]);
  announcer.announce([router]);
  pass(5000);
  assert.deepEqual(asked, ["0 set w_home router"]);
});

test("a change keeps its two seconds from a version that was sent again", (t) => {
  const { announcer, asked, connect, pass } = scene(t);
  announcer.announce([router]);
  pass(1000);
  announcer.announce([{ ...router, payload: "second" }]);
  pass(500);
  connect();
  pass(1999);
  assert.equal(asked.length, 1);
  pass(1);
  assert.deepEqual(asked.slice(1), ["3500 set w_home second"]);
});

test("a device that is no more is taken away", (t) => {
  const { announcer, asked } = scene(t);
  announcer.announce([bridge, router]);
  announcer.announce([bridge]);
  assert.deepEqual(asked.slice(2), ["0 clear w_home"]);
});

test("a device that the user deleted stays away, also when it changes", (t) => {
  const { announcer, asked, arrives, pass } = scene(t);
  announcer.announce([router]);
  arrives(router.topic, "router");
  arrives(router.topic, "");
  pass(3000);
  announcer.announce([router]);
  announcer.announce([{ ...router, payload: "second" }]);
  pass(3000);
  assert.deepEqual(asked.slice(1), ["0 forget w_home"]);
});

test("a device that was deleted in an earlier run is not announced, the others are", (t) => {
  const { announcer, asked } = scene(t, { deleted: new Set([router.topic]) });
  announcer.announce([bridge, router]);
  assert.deepEqual(asked, ["0 set w_bridge bridge"]);
});

test("rediscovery brings back devices that the user deleted, at its distance from what was sent before", (t) => {
  const deleted = new Set([bridge.topic]);
  const { announcer, asked, arrives, pass } = scene(t, { deleted });
  announcer.announce([bridge, router]);
  arrives(router.topic, "");
  assert.deepEqual([...deleted], [bridge.topic, router.topic]);
  assert.equal(announcer.rediscover(), 2);
  pass(2000);
  assert.deepEqual(asked.slice(1), ["0 forget w_home", "0 set w_bridge bridge", "0 renew", "2000 set w_home router"]);
  assert.deepEqual([...deleted], []);
});

test("a device that an earlier run left on the broker is announced when it has been seen there", (t) => {
  const { announcer, asked, connect, wasRetained, pass } = scene(t, { left: new Set([router.topic]) });
  announcer.announce([bridge, router]);
  assert.deepEqual(asked, ["0 set w_bridge bridge"]);
  connect();
  wasRetained(stateTopic, "offline");
  pass(10);
  wasRetained(router.topic, "of an older version");
  pass(10_000);
  assert.deepEqual(asked.slice(1), ["10 set w_home router"]);
});

test("one that the broker no longer has, though it has kept the rest, is one that the user deleted", (t) => {
  const [deleted, left] = [new Set<string>(), new Set([bridge.topic, router.topic])];
  const { announcer, asked, arrives, connect, wasRetained, pass } = scene(t, { deleted, left });
  announcer.announce([bridge, router]);
  connect();
  wasRetained(bridge.topic, "bridge");
  wasRetained(stateTopic, "offline");
  arrives(stateTopic, "online");
  pass(10_000);
  assert.deepEqual([...deleted], [router.topic]);
  assert.deepEqual(
    asked.map((what) => what.replace(/^\d+ /, "")),
    ["set w_bridge bridge", "forget w_home"],
  );
});

test("one that only came late was not deleted", (t) => {
  const [deleted, left] = [new Set<string>(), new Set([router.topic])];
  const { announcer, asked, connect, wasRetained, pass } = scene(t, { deleted, left });
  announcer.announce([router]);
  connect();
  wasRetained(stateTopic, "offline");
  pass(3000);
  wasRetained(router.topic, "router");
  pass(3000);
  assert.deepEqual([...deleted], []);
  assert.deepEqual(asked.at(-1), "3000 set w_home router");
});

for (const [what, payload, atMs] of [
  ["lost all that it retained", "online", 0],
  ["does not let us see what it retains", undefined, 5000],
] as const) {
  test(`where the broker ${what}, everything is announced`, (t) => {
    const [deleted, left] = [new Set<string>(), new Set([bridge.topic, router.topic])];
    const { announcer, asked, arrives, connect, pass } = scene(t, { deleted, left });
    announcer.announce([bridge, router]);
    pass(60_000);
    assert.deepEqual(asked, []);
    connect();
    if (payload !== undefined) arrives(stateTopic, payload);
    pass(atMs);
    assert.deepEqual(asked, [`${60_000 + atMs} set w_bridge bridge`, `${60_000 + atMs} set w_home router`]);
    pass(10_000);
    assert.equal(asked.length, 2);
    assert.deepEqual([...deleted], []);
  });
}

test("rediscovery brings back one that is in doubt", (t) => {
  const { announcer, asked, pass } = scene(t, { left: new Set([router.topic]) });
  announcer.announce([router]);
  announcer.rediscover();
  assert.deepEqual(asked, ["0 set w_home router", "0 renew"]);
  pass(10_000);
  assert.equal(asked.length, 2);
});

test("a device that we take away ourselves is not one that the user deleted", (t) => {
  const deleted = new Set<string>();
  const { announcer, arrives } = scene(t, { deleted });
  announcer.announce([router]);
  announcer.announce([]);
  arrives(router.topic, "");
  assert.deepEqual([...deleted], []);
});

test("after the end nothing more is sent", (t) => {
  const { announcer, asked, arrives, pass } = scene(t);
  announcer.announce([router]);
  announcer.announce([{ ...router, payload: "second" }]);
  arrives(statusTopic, "online");
  announcer.close();
  pass(10_000);
  assert.equal(asked.length, 1);
});
