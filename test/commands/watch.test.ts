import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { runToEnd, startProgram } from "../support/program.ts";
import { collectReceipts } from "../support/receipts.ts";

const options = { skip: withoutMosquitto };
const probe = '{"time":"T","protocol":"udp","port":137,"source":"203.0.113.9"}';

/** `watch` beside a broker that has kept the state of a bridge, and whoever publishes there. */
async function watching(t: TestContext, ...args: readonly string[]) {
  const broker = await openMosquitto(t);
  const config = writeConfig(temporaryFolder(t), { mqtt: { url: broker.url, base_topic: "mine" } });
  const receipts = await collectReceipts({ url: broker.url });
  t.after(() => receipts.close());
  await receipts.publish("mine/bridge/state", "online", true);
  return { receipts, watch: startProgram(t, ["watch", "--config", config, ...args]) };
}

test("watch says in words what the broker carries below our base, from what it has kept on", options, async (t) => {
  const { receipts, watch } = await watching(t);
  await watch.seen("stdout", /^bridge {3}online$/m);
  await receipts.publish("yours/home/probe/udp/137", probe);
  await receipts.publish("mine/home/summary", '{"probes":1}');
  await receipts.publish("mine/home/probe/udp/137", probe);
  await watch.seen("stdout", /from 203/);
  watch.child.kill("SIGINT");
  const { code, stdout } = await watch.ended;
  assert.deepEqual([code, stdout], [0, "bridge   online\nhome     T udp/137 netbios-ns from 203.0.113.9\n"]);
});

test("watch --raw shows topics and payloads as they are", options, async (t) => {
  const { receipts, watch } = await watching(t, "--raw");
  await watch.seen("stdout", /online/);
  await receipts.publish("mine/home/summary", '{"probes":1}');
  await watch.seen("stdout", /summary/);
  watch.child.kill("SIGINT");
  assert.equal((await watch.ended).stdout, 'mine/bridge/state online\nmine/home/summary {"probes":1}\n');
});

test("watch says what to do where the broker would be that of a bridge, and none runs", async (t) => {
  const config = writeConfig(temporaryFolder(t), { mqtt: { url: "embedded" } });
  assert.deepEqual(await runToEnd(t, ["watch", "--config", config]), {
    ...{ code: 1, stdout: "" },
    stderr: "no bridge runs that could be watched: start one first (npm start), or set mqtt.url to a broker\n",
  });
});
