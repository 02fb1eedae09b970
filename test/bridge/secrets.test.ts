import assert from "node:assert/strict";
import { test } from "node:test";
import type { Overview } from "../../src/model/web.ts";
import { startBridge, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { runToEnd } from "../support/program.ts";
import { startRawServer } from "../support/raw-server.ts";
import { collectReceipts } from "../support/receipts.ts";
import { ask } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };
const password = "hunter2222";

test("a router that gives the password back in what it says has it told nowhere", options, async (t) => {
  const moved = `HTTP/1.1 302 Found\r\nLocation: http://${password}.example/\r\nContent-Length: 0\r\n\r\n`;
  const server = await startRawServer(t, () => moved);
  const broker = await openMosquitto(t);
  const home = { name: "home", family: "generic", url: server.url, username: "admin", password };
  const config = writeConfig(temporaryFolder(t), {
    mqtt: { url: broker.url },
    web: { listen: "127.0.0.1:0" },
    routers: [home],
  });
  const bridge = startBridge(t, config, { WHOS_KNOCKING_WEB_ENABLED: "true" });
  const [, url = ""] = await bridge.seen("stderr", / {2}page {4}(http:\S+)\/\n/);
  const problem = `${server.url} sends us on to http://***.example, where we do not follow with its password`;
  await bridge.seen("stderr", new RegExp(`home +error: ${problem.replaceAll("*", "\\*")}`));
  await using receipts = await collectReceipts({ url: broker.url });

  const overview = (await ask(url, "/api/v1/overview")).json() as Overview;
  assert.ok(overview.routers[0]?.reading.problem?.startsWith(problem), overview.routers[0]?.reading.problem);

  await receipts.publish("whos-knocking/bridge/request/scrape", "{}");
  const { error } = JSON.parse(
    await receipts.when("an answer", () => receipts.latest("whos-knocking/bridge/response/scrape")),
  );
  assert.ok(error.startsWith(`home: ${problem}`), error);

  const headers = { "x-whos-knocking": "1", "content-type": "application/json" };
  for (const action of ["scrape", "check"]) {
    const body = JSON.stringify({ router: "home" });
    const { text } = await ask(url, `/api/v1/actions/${action}`, { method: "POST", headers, body });
    assert.ok(text.includes(problem), text);
  }
  const { stderr } = await bridge.stop();
  const told = [stderr, ...receipts.all.map(({ payload }) => payload)];
  for (const command of ["check", "scrape"]) {
    const { code, ...said } = await runToEnd(t, [command, "--config", config]);
    assert.equal(code, 1);
    assert.ok(`${said.stdout}${said.stderr}`.includes(problem), said.stderr);
    told.push(said.stdout, said.stderr);
  }
  assert.doesNotMatch(told.join("\n"), new RegExp(password));
});
