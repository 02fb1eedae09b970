import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { RetryableError } from "../../../src/errors.ts";
import { openListener } from "../../support/listener.ts";

const loopback = "127.0.0.1";
const run = promisify(execFile);

async function sendUdp(port: number, texts: readonly (string | Buffer)[], host = loopback): Promise<void> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  for (const text of texts) await new Promise((resolve) => socket.send(text, port, host, resolve));
  socket.close();
}

async function openTcp(t: TestContext, port: number, host = loopback): Promise<Socket> {
  const socket = connect(port, host);
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

const textsOf = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

describe("a listener", () => {
  test("takes each datagram for a line, whatever is in it", async (t) => {
    const { port, lines, came } = await openListener(t);
    const beforeMs = Date.now();
    await sendUdp(port("udp"), ["<4>one\n", "<4>o\nn\0e", Buffer.from([0x3c, 0xff, 0xfe]), "é", "x".repeat(65_000)]);
    await came(5);
    assert.deepEqual(textsOf(lines), ["<4>one\n", "<4>o\nn\0e", "<\ufffd\ufffd", "é", "x".repeat(65_000)]);
    assert.ok(lines.every(({ receivedAtMs }) => receivedAtMs >= beforeMs && receivedAtMs <= Date.now()));
    assert.ok(lines.every(({ router, canWait }) => router === "home" && !canWait));
  });

  test("takes lines of connections, from several at once, and the last one without its end", async (t) => {
    const { port, lines, came, listener } = await openListener(t);
    const [one, other] = [await openTcp(t, port("tcp")), await openTcp(t, port("tcp"))];
    one.write("<4>on");
    other.write("8 <4>other<4>las");
    await came(1);
    one.write("e\n");
    await came(2);
    other.end("t");
    await came(3);
    assert.deepEqual(textsOf(lines), ["<4>other", "<4>one", "<4>last"]);
    assert.ok(lines.every(({ canWait }) => canWait));
    assert.equal(listener.status().received, 3);
  });

  test("counts a line that a broken connection cut as lost, and does not take it for a line", async (t) => {
    const { port, lines, came, listener } = await openListener(t);
    const socket = await openTcp(t, port("tcp"));
    socket.write("<4>whole\n<4>DROP SPT=1 DPT=44");
    await came(1);
    socket.resetAndDestroy();
    while (listener.status().connections > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(textsOf(lines), ["<4>whole"]);
    assert.deepEqual(listener.lost(), [{ router: "home", lines: 1, isExact: true }]);
    assert.deepEqual(listener.lost(), []);
  });

  test("counts no line as lost that it cut itself when it ends: what follows is not listened for either", async (t) => {
    const { port, lines, came, listener } = await openListener(t, ["tcp://127.0.0.1:0"]);
    const socket = await openTcp(t, port("tcp"));
    socket.write("<4>whole\n<4>DROP SPT=1 DPT=44");
    await came(1);
    await listener.close();
    while (listener.status().connections > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(textsOf(lines), ["<4>whole"]);
    assert.deepEqual(listener.lost(), []);
  });

  test("makes senders wait that can, and has them go on when it is told to", async (t) => {
    const recorded = await openListener(t);
    recorded.room = false;
    const socket = await openTcp(t, recorded.port("tcp"));
    // More than the system keeps for both sides: so much is under way that the sender cannot go on.
    const total = 200_000;
    const line = `<4>${"x".repeat(96)}\n`;
    socket.write(line.repeat(total));
    socket.end();
    await recorded.came(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const waiting = recorded.lines.length;
    assert.ok(waiting < total / 2, `${waiting} lines came all the same`);
    recorded.room = true;
    recorded.listener.resume();
    await recorded.came(total);
    assert.equal(recorded.lines.length, total);
  });

  test("tells senders that are no router's once, and gives the others' lines to their routers", async (t) => {
    const routers = [
      { name: "home", senders: ["192.0.2.1"], hostnames: ["gateway"] },
      { name: "attic", senders: [], hostnames: ["attic-ap"] },
    ];
    const { port, lines, unknown, came, listener } = await openListener(t, undefined, routers);
    const line = (host: string) => `<4>Nov 22 18:10:18 ${host} kernel: x`;
    await sendUdp(port("udp"), [line("gateway"), line("nas"), line("attic-ap"), line("nas"), "hello", line("GATEWAY")]);
    await came(5);
    assert.deepEqual(
      lines.map(({ router, text }) => [router, text]),
      [
        ["home", line("gateway")],
        ["attic", line("attic-ap")],
        ["home", line("GATEWAY")],
      ],
    );
    assert.deepEqual(unknown, [
      { address: loopback, host: "nas" },
      { address: loopback, host: undefined },
    ]);
    const { received, unknown: unknownLines, unknownSenders } = listener.status();
    assert.deepEqual([received, unknownLines], [6, 3]);
    assert.deepEqual(unknownSenders, [
      { address: loopback, host: "nas", lines: 2 },
      { address: loopback, lines: 1 },
    ]);
  });

  test("knows senders of IPv4 on an address of IPv6, and those of IPv6", async (t) => {
    const routers = [
      { name: "four", senders: [loopback], hostnames: [] },
      { name: "six", senders: ["::1"], hostnames: [] },
    ];
    const { port, lines, came, listener } = await openListener(t, ["udp://[::]:0", "tcp://[::]:0"], routers);
    assert.match(listener.addresses.join(" "), /^udp:\/\/\[::\]:\d+ tcp:\/\/\[::\]:\d+$/);
    await sendUdp(port("udp"), ["1"]);
    await came(1);
    await sendUdp(port("udp"), ["2"], "::1");
    await came(2);
    (await openTcp(t, port("tcp"))).end("3\n");
    await came(3);
    (await openTcp(t, port("tcp"), "::1")).end("4\n");
    await came(4);
    assert.deepEqual(
      lines.map(({ router, text }) => router + text),
      ["four1", "six2", "four3", "six4"],
    );
  });

  test("has sixty-four senders, and more only where one was silent for five minutes", async (t) => {
    const recorded = await openListener(t);
    const { port, troubles, came, lines, listener } = recorded;
    const sockets: Socket[] = [];
    for (let count = 0; count < 64; count += 1) sockets.push(await openTcp(t, port("tcp")));
    for (let count = 0; count < 2; count += 1) {
      const surplus = connect(port("tcp"), loopback).on("error", () => undefined);
      await once(surplus, "close");
    }
    assert.deepEqual(troubles, ["64 senders are connected: that from 127.0.0.1 is refused, and so are others"]);
    // One that had to wait for room is none that has nothing to say; once there is room again it may be.
    recorded.room = false;
    sockets[7]?.write("<4>7 waits\n");
    await came(1);
    recorded.room = true;
    listener.resume();
    recorded.aheadMs = 5 * 60_000 + 1000;
    for (const [index, socket] of sockets.entries()) if (index !== 7) socket.write(`<4>${index} is here\n`);
    await came(64);
    const late = await openTcp(t, port("tcp"));
    await once(sockets[7] ?? late, "close");
    late.write("<4>and so am I\n");
    await came(65);
    assert.equal(lines.at(-1)?.text, "<4>and so am I");
    assert.deepEqual([listener.status().connections, troubles.length], [64, 1]);
  });

  test("listens on all of its addresses or on none", async (t) => {
    const holder = createServer().listen(0, loopback);
    t.after(() => holder.close());
    await once(holder, "listening");
    const held = holder.address();
    assert.ok(typeof held === "object" && held !== null);
    const [udp, tcp] = [`udp://${loopback}:${held.port}`, `tcp://${loopback}:${held.port}`];
    await assert.rejects(openListener(t, [udp, tcp]), (thrown) => {
      assert.ok(thrown instanceof RetryableError);
      assert.match(thrown.message, new RegExp(`^${tcp} cannot be listened on: another program has this port`));
      return true;
    });
    const { listener } = await openListener(t, [udp]);
    assert.deepEqual(listener.addresses, [udp]);
  });

  test("says what is wrong with an address that this machine does not have", async (t) => {
    for (const protocol of ["udp", "tcp"]) {
      await assert.rejects(
        openListener(t, [`${protocol}://192.0.2.1:5514`]),
        /this machine does not have this address/,
      );
    }
  });

  test("knows how many datagrams the system dropped in front of it", {
    skip: !existsSync("/proc/net/udp"),
  }, async (t) => {
    const { port, lines, came, listener } = await openListener(t);
    const socket = createSocket("udp4");
    const sent = 40_000;
    // All at once: nothing is read in between, and no buffer of a system holds so much.
    for (let count = 0; count < sent; count += 1) socket.send("x".repeat(900), port("udp"), loopback);
    await sendUdp(port("udp"), ["last"]);
    await new Promise((resolve) => socket.close(() => resolve(undefined)));
    await came(1);
    const endMs = performance.now() + 10_000;
    while (lines.length + listener.status().lostBySystem < sent + 1 && performance.now() < endMs)
      await new Promise((resolve) => setImmediate(resolve));
    const { lostBySystem } = listener.status();
    assert.equal(lines.length + lostBySystem, sent + 1);
    assert.ok(lostBySystem > 0);
    assert.deepEqual(listener.lost(), [{ router: "home", lines: lostBySystem, isExact: true }]);
    assert.deepEqual(listener.lost(), []);
  });
});

const logger = "/usr/bin/logger";
const ways: readonly (readonly [name: string, protocol: "udp" | "tcp", flags: readonly string[]])[] = [
  ["RFC 3164 over UDP", "udp", ["--udp", "--rfc3164"]],
  ["RFC 5424 over UDP", "udp", ["--udp", "--rfc5424"]],
  ["RFC 3164 over TCP", "tcp", ["--tcp", "--rfc3164"]],
  ["RFC 5424 over TCP", "tcp", ["--tcp", "--rfc5424"]],
  ["octets counted", "tcp", ["--tcp", "--rfc5424", "--octet-count"]],
];

describe("what logger(1) sends is read", { skip: existsSync(logger) ? false : "no logger(1) here" }, () => {
  for (const [name, protocol, flags] of ways) {
    test(name, async (t) => {
      const { port, lines, came } = await openListener(t);
      const server = [
        "--server",
        loopback,
        "--port",
        String(port(protocol)),
        "--priority",
        "kern.warning",
        "--tag",
        "kernel",
      ];
      const text = "DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1025 DPT=23 SYN";
      await run(logger, [...server, ...flags, text]);
      await came(1);
      const [line] = lines;
      const { source, port: door } = readLine(line?.text ?? "");
      assert.deepEqual([source, door], ["203.0.113.9", 23], line?.text);
    });
  }
});

function readLine(text: string): { readonly source?: string; readonly port?: number } {
  const main = new URL("../../../src/main.ts", import.meta.url).pathname;
  return JSON.parse(
    execFileSync(process.execPath, [main, "parse", "-"], { input: text, encoding: "utf8", stdio: "pipe" }),
  );
}
