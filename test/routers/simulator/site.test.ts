import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimulatedRouter } from "../../../src/routers/simulator/family.ts";
import { noFaults } from "../../../src/routers/simulator/faults.ts";
import { createRandom } from "../../../src/routers/simulator/random.ts";
import { readRequest } from "../../../src/routers/simulator/request.ts";
import { basicRefusal } from "../../../src/routers/simulator/site.ts";
import { ctimeText, syslogTimeText } from "../../../src/routers/simulator/written-time.ts";

const router: SimulatedRouter = {
  nowMs: 0,
  bootMs: 0,
  faults: noFaults(),
  random: createRandom(1),
  sessions: new Set(),
  rows: () => [],
  log: () => undefined,
};

function isRefused(
  credentials: string | undefined,
  login: { readonly username?: string },
  faults = noFaults(),
): boolean {
  const header = credentials === undefined ? "" : `Authorization: Basic ${btoa(credentials)}\r\n`;
  const request = readRequest(`GET / HTTP/1.0\r\n${header}\r\n`, "127.0.0.1");
  assert.ok(request !== undefined);
  const refusal = basicRefusal(request, { ...router, faults }, { ...login, password: "right", realm: "DI-604" });
  if (refusal !== undefined) {
    assert.match(refusal.status, / 401 /);
    assert.deepEqual(refusal.headers[0], ["WWW-Authenticate", 'Basic realm="DI-604"']);
  }
  return refusal !== undefined;
}

test("Basic lets in who has the right password, and the right name where the router looks at it", () => {
  assert.equal(isRefused(undefined, {}), true);
  assert.equal(isRefused("anybody:right", {}), false);
  assert.equal(isRefused("anybody:wrong", {}), true);
  assert.equal(isRefused("admin:right", { username: "admin" }), false);
  assert.equal(isRefused("anybody:right", { username: "admin" }), true);
  assert.equal(isRefused("admin:right", {}, { ...noFaults(), isWrongPassword: true }), true);
});

test("times are written as C and syslog write them", () => {
  const wallMs = Date.UTC(2010, 10, 3, 8, 0, 4);
  assert.deepEqual(
    [ctimeText(wallMs), ctimeText(wallMs, "0"), syslogTimeText(wallMs)],
    ["Wed Nov  3 08:00:04 2010", "Wed Nov 03 08:00:04 2010", "Nov  3 08:00:04"],
  );
});
