import assert from "node:assert/strict";
import { test } from "node:test";
import { createCooldown } from "../../src/model/cooldown.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

test("something is left alone for as long as it was said, and can be sooner or again", () => {
  let nowMs = 0;
  const cooldown = createCooldown(() => nowMs);
  assert.equal(cooldown.isOn(), false);
  cooldown.start(hourMs);
  nowMs = hourMs - 1;
  assert.equal(cooldown.isOn(), true);
  nowMs = hourMs;
  assert.equal(cooldown.isOn(), false);
  cooldown.start(hourMs);
  assert.equal(cooldown.isOn(), true);
  cooldown.end();
  assert.equal(cooldown.isOn(), false);
});

test("without an end it lasts until it is ended", () => {
  let nowMs = 0;
  const cooldown = createCooldown(() => nowMs);
  cooldown.start(Number.POSITIVE_INFINITY);
  nowMs = 100 * yearMs;
  assert.equal(cooldown.isOn(), true);
  cooldown.end();
  assert.equal(cooldown.isOn(), false);
});

test("a clock that was ahead by a year and is set back keeps nothing away for a year", () => {
  let nowMs = yearMs;
  const cooldown = createCooldown(() => nowMs);
  cooldown.start(hourMs);
  nowMs = 0;
  assert.equal(cooldown.isOn(), true);
  nowMs = hourMs;
  assert.equal(cooldown.isOn(), false);
});
