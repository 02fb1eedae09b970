import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { startBroker } from "../../src/publish/broker.ts";
import { connectMqtt } from "../../src/publish/mqtt.ts";
import { openGate } from "../support/gate.ts";
import { connected, openLink } from "../support/link.ts";
import { recordedLog } from "../support/log.ts";
import { freePort, type Mosquitto, startMosquitto, withoutMosquitto, writePasswordFile } from "../support/mosquitto.ts";
import { type Observer, observe } from "../support/observer.ts";
import { openWebsocketDoor } from "../support/websocket.ts";

const skip = withoutMosquitto;

async function mosquitto(t: TestContext, ...args: Parameters<typeof startMosquitto>): Promise<Mosquitto> {
  const broker = await startMosquitto(...args);
  t.after(() => broker.close());
  return broker;
}

async function witness(t: TestContext, url: string, filter = "w/#", protocolVersion: 4 | 5 = 5): Promise<Observer> {
  const observer = await observe(url, filter, { protocolVersion });
  t.after(() => observer.close());
  return observer;
}

const event = { topic: "w/home/probe/tcp/445", payload: "{}", retain: false, expirySeconds: 3600 };

test("an event reaches Mosquitto over MQTT 5 with its expiry", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url);
  const { link, lines } = openLink(t, broker);
  await link.publish(event);
  const receipt = await observer.receipt(({ topic }) => topic === event.topic);
  assert.deepEqual(receipt, { topic: event.topic, payload: "{}", isRetained: false, expirySeconds: 3600 });
  assert.equal(link.status().protocol, "5");
  assert.deepEqual(lines, [`broker connected to ${broker.url} (MQTT 5)`]);
});

test("a broker that refuses MQTT 5 gets 3.1.1, without a word", async (t) => {
  const broker = await startBroker({ host: "127.0.0.1", port: 0, allowOther: false });
  t.after(() => broker.close());
  const observer = await witness(t, broker.url, "w/#", 4);
  const { link, lines } = openLink(t, broker);
  await link.publish(event);
  await observer.receipt(({ topic }) => topic === event.topic);
  assert.deepEqual(lines, [`broker connected to ${broker.url} (MQTT 3.1.1)`]);
});

test("a version that the owner wants is kept to, and its refusal is said", async (t) => {
  const broker = await startBroker({ host: "127.0.0.1", port: 0, allowOther: false });
  t.after(() => broker.close());
  const { link } = openLink(t, { url: broker.url, protocol: "5" });
  assert.match((await link.settled()).trouble ?? "", /does not speak this version of MQTT. Set mqtt.protocol to auto/);
});

test("MQTT 3.1.1 is spoken to Mosquitto where the owner wants it", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const { link } = openLink(t, { url: broker.url, protocol: "3.1.1" });
  await link.publish(event);
  assert.equal(link.status().protocol, "3.1.1");
});

test("after a broker lost its memory every retained topic is there again", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const { link } = openLink(t, broker);
  link.setRetained("w/home/state", '{"n":1}');
  link.setRetained("w/home/state", '{"n":2}');
  await link.settled();
  await link.publish(event);
  await broker.kill();
  link.setRetained("w/home/summary", '{"n":3}');
  const again = connected(link);
  await broker.start();
  await again;
  await link.publish(event);
  const observer = await witness(t, broker.url);
  await observer.receipt(({ topic }) => topic === "w/bridge/state");
  await observer.receipt(({ topic }) => topic === "w/home/summary");
  await observer.receipt(({ topic }) => topic === "w/home/state");
  const kept = observer.receipts.map(({ topic, payload, isRetained }) => `${topic} ${payload} ${isRetained}`);
  assert.deepEqual(kept.sort(), [
    "w/bridge/state online true",
    'w/home/state {"n":2} true',
    'w/home/summary {"n":3} true',
  ]);
});

test("a retained topic is sent when it changes and not when it does not", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url, "w/home/#");
  const { link } = openLink(t, broker);
  await link.settled();
  for (const value of ["a", "a", "b"]) {
    link.setRetained("w/home/state", value);
    await link.publish(event);
  }
  await observer.receipt(({ payload }) => payload === "b");
  assert.deepEqual(
    observer.receipts.filter(({ topic }) => topic === "w/home/state").map(({ payload }) => payload),
    ["a", "b"],
  );
});

test("a retained topic that is forgotten is sent no more, and left as it is on the broker", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const { link } = openLink(t, broker);
  await link.settled();
  link.setRetained("w/home/a", "1");
  link.setRetained("w/home/b", "2");
  await link.publish(event);
  const observer = await witness(t, broker.url, "w/home/#");
  await observer.receipt(({ topic }) => topic === "w/home/b");
  link.forgetRetained("w/home/a");
  link.renewRetained();
  await observer.receipt(({ topic, isRetained }) => topic === "w/home/b" && !isRetained);
  assert.deepEqual(
    observer.receipts.map(({ topic, payload, isRetained }) => [topic, payload, isRetained]),
    [
      ["w/home/a", "1", true],
      ["w/home/b", "2", true],
      ["w/home/b", "2", false],
    ],
  );
});

test("a process that is killed leaves its last will", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url);
  const program = `
    import { connectMqtt } from "./src/publish/mqtt.ts";
    import { recordedLog } from "./test/support/log.ts";
    connectMqtt({ url: "${broker.url}", username: "", password: "", protocol: "auto" },
      { clientId: "bridge", stateTopic: "w/bridge/state" }, { log: recordedLog().log, random: Math.random });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
  await observer.receipt(({ payload }) => payload === "online");
  child.kill("SIGKILL");
  await once(child, "exit");
  const will = await observer.receipt(({ payload }) => payload === "offline");
  assert.equal(will.topic, "w/bridge/state");
  const late = await witness(t, broker.url);
  assert.equal((await late.receipt(() => true)).payload, "offline");
});

test("a bridge that takes the place of one the broker still believes in stays online", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url);
  const first = openLink(t, broker);
  await first.link.settled();
  const second = openLink(t, broker);
  const gone = first.line(/is lost/);
  await second.link.settled();
  await gone;
  await first.link.close({ drainMs: 0 });
  await second.link.publish(event);
  await observer.receipt(({ topic }) => topic === event.topic);
  assert.deepEqual(
    observer.receipts.map(({ payload }) => payload),
    ["online", "offline", "online", "{}"],
  );
});

test("at a clean end what waits is delivered, and offline is said once", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url);
  const { link } = openLink(t, broker);
  await link.settled();
  const sent = Array.from({ length: 100 }, () => link.publish(event));
  await link.close({ drainMs: 2000 });
  await Promise.all(sent);
  await observer.publish("w/end", "");
  await observer.receipt(({ topic }) => topic === "w/end");
  const states = observer.receipts.filter(({ topic }) => topic === "w/bridge/state").map(({ payload }) => payload);
  assert.deepEqual(states, ["online", "offline"]);
  assert.equal(observer.receipts.filter(({ topic }) => topic === event.topic).length, 100);
});

test("an end without a broker is quick, and what waits is told", async (t) => {
  const { link } = openLink(t, { url: `mqtt://127.0.0.1:${await freePort()}` });
  const waiting = assert.rejects(link.publish(event), { name: "RetryableError" });
  await link.close({ drainMs: 5000 });
  await waiting;
  await assert.rejects(link.publish(event), { name: "RetryableError" });
});

/** A broker that lets everybody in (CONNACK of MQTT 5) and says nothing more. */
async function silentBroker(t: TestContext) {
  const sockets = new Set<Socket>();
  const pieces: Buffer[] = [];
  const hungUp = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("data", () => socket.write(Buffer.from([0x20, 3, 0, 0, 0])));
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", () => undefined).on("close", () => hungUp.resolve());
  }).listen(0, "127.0.0.1");
  const hangUp = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  t.after(hangUp);
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `mqtt://127.0.0.1:${address.port}`, pieces, hungUp: hungUp.promise, hangUp };
}

test("an end that the broker does not acknowledge drops the line without a goodbye, so that it tells our last will", async (t) => {
  const broker = await silentBroker(t);
  const { link } = openLink(t, broker);
  await link.settled();
  const waiting = assert.rejects(link.publish(event), { name: "RetryableError" });
  await link.close({ drainMs: 50 });
  await waiting;
  await broker.hungUp;
  // DISCONNECT is a packet of its own, the last one.
  assert.equal(
    broker.pieces.some((piece) => piece.at(0) === 0xe0),
    false,
  );
});

test("what is gone with the connection makes room for whoever waits for it", async (t) => {
  const broker = await silentBroker(t);
  const { link } = openLink(t, broker);
  await link.settled();
  for (let count = 0; count < 512; count += 1) link.tell(event);
  const room = link.room();
  broker.hangUp();
  await room;
  assert.equal(link.status().unacknowledged, 0);
});

test("a broker that is away is said once, however often we try, and so is its return", {
  skip,
}, async (t) => {
  const broker = await mosquitto(t);
  const gate = await openGate(broker.port);
  t.after(() => gate.close());
  const { link, lines } = openLink(t, { url: `mqtt://127.0.0.1:${gate.port}` });
  await link.settled();
  const refused = gate.refused(2);
  gate.shut();
  await refused;
  const again = connected(link);
  gate.open();
  await again;
  assert.deepEqual(
    lines.map((text) => text.replace(/ at mqtt.*/, "").replace(/ to mqtt.*/, "")),
    [
      "broker connected",
      "broker warning: the connection to the broker",
      "broker warning: what answers",
      "broker connected",
    ],
  );
});

test("where nothing listens it is said what to do", async (t) => {
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  const { link, lines } = openLink(t, { url });
  await link.settled();
  assert.deepEqual(lines, [`broker warning: no broker answers at ${url}. Start it, or correct mqtt.url.`]);
});

test("a wrong password and a missing one are said with what to do, and never shown", { skip }, async (t) => {
  const broker = await mosquitto(t, (folder) => {
    writePasswordFile(`${folder}/users`, "bridge", "right");
    return ["allow_anonymous false", `password_file ${folder}/users`];
  });
  const wrong = openLink(t, { url: broker.url, username: "bridge", password: "wrong-one" });
  const none = openLink(t, broker, { clientId: "none" });
  const right = openLink(t, { url: broker.url.replace("//", "//bridge:right@") }, { clientId: "right" });
  assert.equal((await right.link.settled()).isConnected, true);
  assert.deepEqual(right.lines, [`broker connected to ${broker.url} (MQTT 5)`]);
  await wrong.link.settled();
  await none.link.settled();
  const advice = `the broker at ${broker.url} refuses the user "bridge". Correct mqtt.username and mqtt.password, or let the user in there.`;
  assert.deepEqual(wrong.lines, [`broker warning: ${advice}`]);
  assert.match(none.lines[0] ?? "", /lets nobody in without a user. Set mqtt.username and mqtt.password/);
});

test("what the broker's access list forbids is said once and does not hold up the rest", { skip }, async (t) => {
  const broker = await mosquitto(t, (folder) => {
    writeFileSync(`${folder}/acl`, "topic readwrite w/bridge/#\ntopic readwrite w/home/#\n");
    return ["allow_anonymous true", `acl_file ${folder}/acl`];
  });
  const { link, lines } = openLink(t, broker);
  const forbidden = { ...event, topic: "w/other/probe/tcp/1" };
  const more = { ...event, topic: "w/other/probe/tcp/2" };
  await Promise.all([link.publish(forbidden), link.publish(more), link.publish(event)]);
  assert.deepEqual(
    lines.filter((text) => text.includes("does not take")),
    [
      `broker warning: the broker at ${broker.url} does not take what we send, such as w/other/probe/tcp/1 (code 135). Allow it in its access list.`,
    ],
  );
});

test("commands are heard, also after the line was cut", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const { link } = openLink(t, broker);
  const heard: string[] = [];
  let tell = () => {};
  link.subscribe("w/+/set/scrape", (topic, payload, isRetained) => {
    heard.push(`${topic} ${payload} ${isRetained}`);
    tell();
  });
  await link.settled();
  for (const round of ["1", "2"]) {
    await link.publish(event);
    const observer = await observe(broker.url, "nothing");
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    await observer.publish("w/home/set/scrape", round);
    await told;
    await observer.close();
    if (round === "2") break;
    const again = connected(link);
    await broker.kill();
    await broker.start();
    await again;
  }
  assert.deepEqual(heard, ["w/home/set/scrape 1 false", "w/home/set/scrape 2 false"]);
});

test("what an earlier run left on the broker and nobody wants any more is taken away", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const before = await witness(t, broker.url);
  for (const topic of ["w/gone/state", "w/home/state"]) await before.publish(topic, "old", true);
  let remembered: readonly string[] = [];
  const inventory = {
    topics: ["w/gone/state", "w/home/state"],
    isCurrent: (topic: string) => !topic.startsWith("w/gone/"),
    remember: (topics: readonly string[]) => {
      remembered = topics;
    },
  };
  const { link } = openLink(t, broker, { inventory });
  await link.publish(event);
  const after = await witness(t, broker.url);
  await after.publish("w/end", "");
  await after.receipt(({ topic }) => topic === "w/end");
  const kept = after.receipts.filter(({ isRetained }) => isRetained).map(({ topic }) => topic);
  assert.deepEqual(kept.sort(), ["w/bridge/state", "w/home/state"]);
  await link.publish(event);
  assert.deepEqual([...remembered].sort(), ["w/bridge/state", "w/home/state"]);
});

test("a digest is for now: dropped while the broker is away, sent when it is there", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const observer = await witness(t, broker.url);
  const { link } = openLink(t, broker);
  link.tell({ ...event, payload: "early" });
  await link.settled();
  link.tell({ ...event, payload: "now" });
  await link.publish({ ...event, payload: "last" });
  await observer.receipt(({ payload }) => payload === "last");
  assert.deepEqual(
    observer.receipts.map(({ payload }) => payload),
    ["online", "now", "last"],
  );
});

test("a broker is reached through a websocket", { skip }, async (t) => {
  const broker = await mosquitto(t);
  const door = await openWebsocketDoor(broker.port, "/mqtt");
  t.after(() => door.close());
  const { link } = openLink(t, { url: `ws://127.0.0.1:${door.port}/mqtt` });
  await link.publish({ ...event, payload: "x".repeat(300) });
  const elsewhere = openLink(t, { url: `ws://127.0.0.1:${door.port}/other` }, { clientId: "other" });
  assert.match((await elsewhere.link.settled()).trouble ?? "", /hangs up at once/);
});

test("what is no address of a broker is refused at once", () => {
  for (const url of ["127.0.0.1:1883", "http://127.0.0.1", "mqtt://", ""]) {
    const settings = { url, username: "", password: "", protocol: "auto" } as const;
    const tools = { log: recordedLog().log, random: Math.random };
    assert.throws(() => connectMqtt(settings, { clientId: "x" }, tools), { name: "FatalError", message: /mqtt.url/ });
  }
});
