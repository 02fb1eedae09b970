import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { openwrt } from "../../../src/routers/openwrt/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await openwrt.driver();

const answered = (value: unknown) => {
  const body = JSON.stringify(value);
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const letIn = answered({ jsonrpc: "2.0", id: 1, result: [0, { ubus_rpc_session: "5e55", timeout: 300 }] });
const denied = answered({ jsonrpc: "2.0", id: 1, error: { code: -32_002, message: "Access denied" } });
const emptyLog = answered({ jsonrpc: "2.0", id: 1, result: [0, { log: [] }] });
const bodyOf = (request: string) => JSON.parse(request.split("\r\n\r\n")[1] ?? "");

function visitor(url: string) {
  const router = routerSettings(openwrt, { url, username: "root", password: "right" });
  const source = driver.open(router, () => 0);
  return async () => driver.parse(await source.fetch(AbortSignal.timeout(5000)), router);
}

test("it logs in as nobody, asks for the log without its stream, and uses the session again", async (t) => {
  const server = await startRawServer(t, (_, index) => (index === 0 ? letIn : emptyLog));
  const read = visitor(server.url);
  await read();
  await read();
  const nobody = "00000000000000000000000000000000";
  const log = ["5e55", "log", "read", { lines: 1000, stream: false, oneshot: true }];
  assert.deepEqual(
    server.requests.map((request) => bodyOf(request).params),
    [[nobody, "session", "login", { username: "root", password: "right" }], log, log],
  );
});

test("a session that ran out is begun anew in the same pass, and only one", async (t) => {
  const server = await startRawServer(t, (_, index) => [letIn, emptyLog, denied, letIn, emptyLog][index] ?? denied);
  const read = visitor(server.url);
  await read();
  await read();
  assert.equal(server.requests.length, 5);
});

test("a user who is let in and may not read the log is told which right is missing", async (t) => {
  const server = await startRawServer(t, (_, index) => (index % 2 === 0 ? letIn : denied));
  const read = visitor(server.url);
  await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /rpcd\/acl\.d/.test(thrown.message));
});

test("a router without uhttpd-mod-ubus is told which option to check", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  await assert.rejects(
    visitor(server.url)(),
    (thrown) => thrown instanceof FatalError && /\/ubus/.test(thrown.message),
  );
});

test("a ring of 16 KiB holds some sixty lines: at the article's rate it has turned over within hours", async (t) => {
  const { read, clock } = await benchOf(t, openwrt);
  clock.nowMs += 12 * 3_600_000;
  const { entries, numbers } = await read();
  assert.ok(entries.length > 40 && entries.length < 90, `${entries.length} lines`);
  assert.equal(numbers && numbers.last - numbers.first + 1, entries.length);
});

test("what came before the clock was set is told at its true time, by the kernel's own clock", async (t) => {
  const { read, simulator, truth, clock } = await benchOf(t, openwrt);
  simulator.faults.reboot();
  const early = truth.at(-1);
  clock.nowMs += 60_000;
  const { entries, numbers } = await read();
  const [event] = entries.flatMap((entry) => (entry.kind === "event" ? [entry.event] : []));
  assert.equal(new Date(event?.timeMs ?? 0).toISOString(), JSON.parse(early ?? "").time);
  assert.equal(numbers?.first, 1);
});

test("no program and no host name can forge a packet", async (t) => {
  const { read, simulator } = await benchOf(t, openwrt);
  simulator.faults.clear();
  simulator.faults.hostileText();
  const { entries } = await read();
  const sources = entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.source] : []));
  assert.deepEqual([...new Set(sources)], ["203.0.113.9"]);
  assert.deepEqual(
    entries.map(({ kind }) => kind).filter((kind) => kind !== "event"),
    ["reject", "reject", "note", "note", "note"],
  );
});

test("an answer that is shorter than it says is read again", async (t) => {
  const short = answered({ result: [0, { log: [] }] }).replace(/Length: \d+/, "Length: 9999");
  const server = await startRawServer(t, (_, index) => (index === 0 ? letIn : short));
  await assert.rejects(visitor(server.url)(), RetryableError);
});
