import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { connectHomeAssistant } from "../../src/home-assistant/socket.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { assertNoSecret, caughtUp, scraped } from "../support/bridge-receipts.ts";
import { temporaryFolder } from "../support/folder.ts";
import { freePort, openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { runToEnd } from "../support/program.ts";
import { collectReceipts } from "../support/receipts.ts";
import { startSilentServer } from "../support/silent-server.ts";

const token = "a-token-of-the-household";

test("a Home Assistant that never answers delays no pass, no delivery and no stop", {
  skip: withoutMosquitto,
  timeout: 60_000,
}, async (t) => {
  const silent = await startSilentServer(t);
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, { rate: 10_000 });
  const statistics = { enabled: true, url: silent.url, token };
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    routers: [{ ...router.router, schedule: "* * * * * *" }],
    home_assistant: { statistics },
    log: { level: "debug" },
  });
  await using receipts = await collectReceipts({ url: broker.url });
  const bridge = startBridge(t, config);
  await silent.asked;
  const firstMs = await scraped(receipts, "home", 0);
  await scraped(receipts, "home", firstMs);
  await caughtUp(receipts, dataDir(folder), "home");
  const { code, tookMs, stdout, stderr } = await bridge.stop();
  assert.deepEqual([code, tookMs < 2000], [0, true], `${tookMs} ms: ${stderr}`);
  assert.doesNotMatch(stderr, /statistics/);
  assertNoSecret([token], receipts, [stdout, stderr]);
});

test("check tells of a Home Assistant that is not there, and of what is none", { timeout: 60_000 }, async (t) => {
  const check = async (url: string) => {
    const config = writeConfig(temporaryFolder(t), {
      mqtt: { url: "embedded" },
      routers: [{ name: "hall", family: "syslog", timezone: "UTC" }],
      home_assistant: { statistics: { enabled: true, url, token } },
    });
    const { code, stdout } = await runToEnd(t, ["check", "--config", config]);
    assert.equal(code, 1, stdout);
    return stdout;
  };
  const nobody = `http://127.0.0.1:${await freePort()}`;
  for (const url of [nobody, await startStranger(t)]) {
    assert.match(
      await check(url),
      new RegExp(`^FAIL statistics Home Assistant does not answer at ${url}, or hung up$`, "m"),
    );
  }
});

test("of an address with TLS it is said what certificates are trusted", async () => {
  const refused = `https://127.0.0.1:${await freePort()}`;
  await assert.rejects(connectHomeAssistant({ url: refused, token }, new AbortController().signal), {
    name: "RetryableError",
    message: /does not answer at https:\S+, or hung up \(its certificate must be one that this machine trusts; /,
  });
});

test("who asks and is told to stop stops at once, with that reason", async (t) => {
  const silent = await startSilentServer(t);
  const stop = new AbortController();
  const socket = connectHomeAssistant({ url: silent.url, token }, stop.signal);
  await silent.asked;
  stop.abort(new Error("enough"));
  await assert.rejects(socket, { message: "enough" });
  await assert.rejects(connectHomeAssistant({ url: silent.url, token }, stop.signal), { message: "enough" });
});

/** A web server that knows nothing of websockets. */
async function startStranger(t: TestContext): Promise<string> {
  const server = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
