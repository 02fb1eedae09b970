import assert from "node:assert/strict";
import { test } from "node:test";
import { startBridge, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";

test("run says which routers it reads and when, where the broker is, and where the journal", async (t) => {
  const folder = temporaryFolder(t);
  const schedules = ["*/7 * * * * *", "*/5 * * * *", "0 */5 * * * *", "0 8 * * mon", "auto"];
  const routers = schedules.map((schedule, index) => ({
    ...{ name: `r${index}`, family: "netgear", url: "http://127.0.0.1:1", schedule },
  }));
  const edge = { name: "edge", family: "syslog" };
  const mqtt = { url: "embedded", embedded_listen: "127.0.0.1:0" };
  const bridge = startBridge(t, writeConfig(folder, { mqtt, routers: [...routers, edge] }));
  const [greeting] = await bridge.seen("stderr", /Who's Knocking[\s\S]*?journal .*\n/);
  const lines = greeting.trimEnd().split("\n");
  assert.match(lines[0] ?? "", /^Who's Knocking \d+\.\d+\.\d+$/);
  assert.deepEqual(lines.slice(1, 7), [
    "  router  r0       Netgear at http://127.0.0.1:1, every 7 s",
    "  router  r1       Netgear at http://127.0.0.1:1, every 5 min",
    "  router  r2       Netgear at http://127.0.0.1:1, every 5 min",
    "  router  r3       Netgear at http://127.0.0.1:1, schedule 0 8 * * mon",
    "  router  r4       Netgear at http://127.0.0.1:1, as often as its log needs it",
    "  router  edge     Syslog, sent to nowhere: syslog.listen is empty",
  ]);
  assert.match(lines[7] ?? "", /^ {2}broker {2}mqtt:\/\/127\.0\.0\.1:\d+ \(embedded\) +watch it: .* watch$/);
  assert.equal(lines[8], `  journal ${folder}/data/journal.sqlite`);
  assert.equal((await bridge.stop()).code, 0);
});
