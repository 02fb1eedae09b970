import assert from "node:assert/strict";
import { test } from "node:test";
import { createLoginGuard, passwordRefused } from "../../../src/routers/http/login-guard.ts";

const hourMs = 3_600_000;
const router = { name: "home", url: "http://192.168.1.1" };

test("a password that was never right is held back for good once it was refused", () => {
  const clock = { nowMs: 0 };
  const guard = createLoginGuard(() => clock.nowMs);
  guard.check();
  const refusal = guard.refused(passwordRefused(router));
  clock.nowMs = 1000 * hourMs;
  assert.throws(() => guard.check(), refusal);
});

test("one that was right is held back for an hour, and again after the next refusal", () => {
  const clock = { nowMs: 0 };
  const guard = createLoginGuard(() => clock.nowMs);
  guard.letIn();
  for (let times = 0; times < 3; times += 1) {
    guard.refused(passwordRefused(router));
    clock.nowMs += hourMs - 1;
    assert.throws(() => guard.check(), /refuses the password/);
    clock.nowMs += 1;
    guard.check();
  }
});

test("the words name the router and what to do", () => {
  const { message, facts } = passwordRefused(router, "wait an hour");
  assert.equal(message, "the router refuses the password, and it is not sent again: wait an hour");
  assert.deepEqual(facts, { router: "home", url: "http://192.168.1.1" });
});
