import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { type BrokerOptions, startBroker } from "../../src/publish/broker.ts";
import { observe } from "../support/observer.ts";

async function takenPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

function options(facts: Partial<BrokerOptions>): BrokerOptions {
  return { host: "127.0.0.1", port: 0, allowOther: false, ...facts };
}

test("the embedded broker carries messages and keeps retained ones", async (t) => {
  const broker = await startBroker(options({}));
  t.after(() => broker.close());
  const one = await observe(broker.url, "nothing", { protocolVersion: 4 });
  t.after(() => one.close());
  await one.publish("a/state", "kept", true);
  const other = await observe(broker.url, "a/#", { protocolVersion: 4 });
  t.after(() => other.close());
  assert.equal((await other.receipt(() => true)).payload, "kept");
});

test("a taken port gives way to the next free one where that is allowed", async (t) => {
  const port = await takenPort(t);
  const broker = await startBroker(options({ port, allowOther: true }));
  t.after(() => broker.close());
  assert.notEqual(Number(new URL(broker.url).port), port);
});

test("a taken port is said with its key where it is not", async (t) => {
  const port = await takenPort(t);
  await assert.rejects(startBroker(options({ port })), {
    name: "FatalError",
    message: `mqtt.embedded_listen is 127.0.0.1:${port}, but something listens there already. If that is a broker, set mqtt.url to mqtt://127.0.0.1:${port}; if not, choose another port.`,
  });
});

test("an address of another machine is refused", async () => {
  await assert.rejects(startBroker(options({ host: "192.0.2.1" })), {
    name: "FatalError",
    message: /nothing can listen/,
  });
});

test("the embedded broker ends although clients are connected", async () => {
  const broker = await startBroker(options({}));
  const client = await observe(broker.url, "#", { protocolVersion: 4 });
  await broker.close();
  await client.close();
  await assert.rejects(observe(broker.url, "#", { protocolVersion: 4 }));
});
