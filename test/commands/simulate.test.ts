import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadConfig } from "../../src/config.ts";
import { openDns } from "../../src/enrich/dns.ts";
import { families } from "../../src/routers/index.ts";
import { pollFamilies } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd, startProgram } from "../support/program.ts";

const ids = families.map(({ id }) => id).join(", ");

describe("simulate", () => {
  for (const { id } of pollFamilies) {
    test(`of ${id} first writes, at once, a configuration that reaches it`, async (t) => {
      const cwd = temporaryFolder(t);
      const { child, pieces, seen, ended } = startProgram(t, ["simulate", id], { cwd });
      await seen("stdout", /timezone: .+\n/);
      const [block = ""] = pieces;
      const keys = [...block.matchAll(/^ {2}[- ] (\w+): /gm)].map(([, key]) => key);
      assert.deepEqual(keys, ["name", "family", "url", "username", "password", "schedule", "timezone"]);
      writeFileSync(join(cwd, "whos-knocking.yaml"), block);
      const [router] = loadConfig({ cwd, env: {}, flags: {} }).routers;
      assert.equal(router?.family, id);
      assert.ok((await fetch(router.url)).status > 0);
      child.kill("SIGTERM");
      const { code, stdout } = await ended;
      assert.deepEqual([code, stdout], [0, block]);
    });
  }

  test("gives its sources names where that is asked for, and the configuration that finds them", async (t) => {
    const cwd = temporaryFolder(t);
    const { child, pieces, seen, ended } = startProgram(t, ["simulate", "netgear", "--names"], { cwd });
    await seen("stdout", /servers:\n.+\n/);
    writeFileSync(join(cwd, "whos-knocking.yaml"), pieces[0] ?? "");
    const { enrich, routers } = loadConfig({ cwd, env: {}, flags: {} });
    assert.equal(routers[0]?.family, "netgear");
    assert.match(enrich.dns.servers[0] ?? "", /^127\.0\.0\.1:\d+$/);
    const dns = openDns({ servers: enrich.dns.servers, timeout_ms: 2000 });
    assert.equal((await dns.texts("as64496.asn.cymru.com")).kind, "found");
    child.kill("SIGTERM");
    assert.equal((await ended).code, 0);
  });

  test("of syslog first writes, at once, a configuration that listens for it, and then sends what it tells the truth", async (t) => {
    const cwd = temporaryFolder(t);
    const args = ["simulate", "syslog", "--rate", "20000", "--truth", "truth.ndjson"];
    const { child, pieces, seen, ended } = startProgram(t, args, { cwd });
    await seen("stdout", /udp:.+\n/);
    const [block = ""] = pieces;
    writeFileSync(join(cwd, "whos-knocking.yaml"), block);
    const { routers, syslog } = loadConfig({ cwd, env: {}, flags: {} });
    assert.deepEqual(
      routers.map(({ name, family, hostnames, timezone }) => [name, family, hostnames, timezone]),
      [["home", "syslog", ["gateway"], "UTC"]],
    );
    const socket = createSocket("udp4");
    t.after(() => socket.close());
    const lines: string[] = [];
    socket.on("message", (bytes) => lines.push(bytes.toString()));
    socket.bind(Number(new URL(syslog.listen[0] ?? "").port), "127.0.0.1");
    while (lines.filter((line) => line.includes(" DPT=")).length < 20) await once(socket, "message");
    child.kill("SIGTERM");
    assert.deepEqual([(await ended).code, (await ended).stdout], [0, block]);
    const truth = readFileSync(join(cwd, "truth.ndjson"), "utf8").trimEnd().split("\n");
    const told = new Set(truth.map((line) => JSON.parse(line)).map(({ source, port }) => `SRC=${source} DPT=${port}`));
    for (const line of lines.filter((text) => text.includes(" DPT="))) {
      assert.match(line, /^<4>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d gateway kernel: DROP IN=eth0 OUT= /);
      const [, source, port] = / SRC=(\S+) .* DPT=(\d+)/.exec(line) ?? [];
      assert.ok(told.has(`SRC=${source} DPT=${port}`), line);
    }
  });

  test("appends every probe to the truth file before it can be read", async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, "truth.ndjson"), '{"time":"kept"}\n');
    const args = ["simulate", "smc-barricade", "--rate", "2000", "--truth", "truth.ndjson"];
    const { child, seen, ended } = startProgram(t, args, { cwd });
    await seen("stdout", /timezone: .+\n/);
    const [first, ...probes] = readFileSync(join(cwd, "truth.ndjson"), "utf8").trimEnd().split("\n");
    assert.equal(first, '{"time":"kept"}');
    assert.ok(probes.length > 0);
    for (const probe of probes) assert.equal(new Date(JSON.parse(probe).time).toISOString(), JSON.parse(probe).time);
    child.kill("SIGINT");
    assert.equal((await ended).code, 0);
  });

  test("takes orders on its standard input, and goes on when that ends", async (t) => {
    const { child, seen, ended } = startProgram(t, ["simulate", "smc-barricade"], { stdin: "reboot\n\nfreez on\n" });
    await seen("stderr", /done: reboot\n"freez": unknown order; did you mean "freeze"\?\n/);
    assert.equal(child.exitCode, null);
    child.kill("SIGTERM");
    assert.equal((await ended).code, 0);
  });

  test("says that its port is taken", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    t.after(() => server.close());
    await once(server, "listening");
    const address = server.address();
    const port = String(typeof address === "object" ? address?.port : address);
    assert.deepEqual(await runToEnd(t, ["simulate", "smc-barricade", "--port", port]), {
      code: 1,
      stdout: "",
      stderr: `port ${port} is taken by another program; --port 0 takes any free one\n`,
    });
  });
});

const misuses: readonly (readonly [readonly string[], string])[] = [
  [[], `FAMILY: not given – one of ${ids}`],
  [["smc-baricade"], `FAMILY: "smc-baricade" – one of ${ids}; did you mean "smc-barricade"?`],
  [["smc-barricade", "--port", "65536"], '--port: "65536" – a whole number from 0 to 65535'],
  [["smc-barricade", "--rate", "fast"], '--rate: "fast" – a number from 0 to 1000000'],
  [["smc-barricade", "--slow", ""], '--slow: "" – a whole number from 0 to 3600000'],
  [["smc-barricade", "--replay", "/gone"], '--replay: "/gone" – a file that can be opened (ENOENT)'],
  [["smc-barricade", "--truth", "/"], '--truth: "/" – a file that can be opened (EISDIR)'],
  [["smc-barricade", "--replay", "/dev/null", "--order", "up"], '--order: "up" – newest-first or oldest-first'],
];

for (const [args, told] of misuses) {
  test(`simulate ${args.join(" ")} ends with 2 and says why on stderr`, async (t) => {
    assert.deepEqual(await runToEnd(t, ["simulate", ...args]), { code: 2, stdout: "", stderr: `${told}\n` });
  });
}
