import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { startBridge, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { freePort } from "../support/mosquitto.ts";
import { runToEnd, startProgram } from "../support/program.ts";

/** A configuration of routers that send their log, with a broker of its own. */
function configure(t: TestContext, listen: readonly string[], routers: readonly object[] = [{}]): string {
  return writeConfig(temporaryFolder(t), {
    mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
    syslog: { listen },
    routers: routers.map((keys, index) => ({ name: `r${index}`, family: "syslog", timezone: "UTC", ...keys })),
  });
}

const drop =
  "<4>Nov 22 18:10:18 gateway kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1 DPT=23 SYN";

describe("check of routers that send their log", () => {
  test("says whose lines came, how many of them are packets, and whose came that are nobody's", async (t) => {
    const port = await freePort();
    const routers = [{ hostnames: ["gateway"] }, { hostnames: ["attic"] }];
    const config = configure(t, [`udp://127.0.0.1:${port}`], routers);
    const { seen, ended } = startProgram(t, ["check", "--config", config]);
    await seen("stdout", /^ok {3}config .*\n/m);
    const socket = createSocket("udp4");
    const sending = setInterval(() => {
      for (const text of [drop, "<30>Nov 22 18:10:18 nas cron: x", "<30>Nov 22 18:10:18 gateway cron: x"])
        socket.send(text, port, "127.0.0.1");
    }, 100);
    const { code, stdout } = await ended;
    clearInterval(sending);
    socket.close();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok {3}syslog {3}can listen on udp:\S+; lines of no router came from 127\.0\.0\.1 \(nas\)$/m);
    const [, lines = "", packets = ""] =
      /^ok {3}r0 {7}(\d+) lines came within 5 s, (\d+) of them packets$/m.exec(stdout) ?? [];
    assert.ok(Number(lines) >= 2 && Math.abs(Number(lines) - 2 * Number(packets)) <= 1, stdout);
    assert.match(
      stdout,
      /^ok {3}r1 {7}nothing came within 5 s; to see one come: logger --server 127\.0\.0\.1 --port \d+ --udp --rfc3164 hello$/m,
    );
  });

  test("fails where an address cannot be listened on", async (t) => {
    const holder = createSocket("udp4").bind(0, "127.0.0.1");
    t.after(() => holder.close());
    await once(holder, "listening");
    const config = configure(t, [`udp://127.0.0.1:${holder.address().port}`]);
    const { code, stdout } = await runToEnd(t, ["check", "--config", config]);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^FAIL syslog {3}udp:\S+ cannot be listened on: another program has this port/m);
  });

  test("leaves a running bridge its port", async (t) => {
    const config = configure(t, [`udp://127.0.0.1:${await freePort()}`]);
    const bridge = startBridge(t, config);
    await bridge.seen("stderr", /listens on/);
    const { code, stdout } = await runToEnd(t, ["check", "--config", config]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, new RegExp(`^ok {3}syslog {3}the bridge with process id ${bridge.child.pid} listens`, "m"));
  });

  test("says that they are for imports where nothing is listened to", async (t) => {
    const { code, stdout } = await runToEnd(t, ["check", "--config", configure(t, [])]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok {3}syslog {3}syslog\.listen is empty: its routers are there for imports alone$/m);
  });
});

test("scrape has nothing to ask a router that sends its log", async (t) => {
  const { code, stdout, stderr } = await runToEnd(t, ["scrape", "--config", configure(t, ["udp://127.0.0.1:5514"])]);
  assert.deepEqual([code, stdout], [0, ""]);
  assert.match(stderr, /^r0: sends its log by itself, and a running bridge gets it: there is nothing to ask for$/m);
});
