import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutcomes, type Readability } from "../../src/bridge/outcomes.ts";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { recordedLog } from "../support/log.ts";

/** The outcomes of one router, and who was told what of them. */
function outcomesOf() {
  const { log, lines } = recordedLog();
  const told: Readability[] = [];
  return { outcomes: createOutcomes("home", log, (readability) => void told.push(readability)), lines, told };
}

const away = new RetryableError("the router does not answer");
const refused = new FatalError("the router refuses the password");

test("one slow answer is no outage, the second in a row is", () => {
  const { outcomes, lines, told } = outcomesOf();
  outcomes.succeeded();
  assert.equal(outcomes.failed(away), 1);
  assert.equal(outcomes.failed(away), 2);
  assert.equal(outcomes.failed(away), 3);
  assert.deepEqual(told, [
    { isReadable: true },
    { isReadable: true, problem: away.message, isRefusal: false },
    { isReadable: false, problem: away.message, isRefusal: false },
  ]);
  const again = `home   debug: ${away.message}`;
  assert.deepEqual(lines, [`home   warning: ${away.message}`, again, again]);
});

test("a refusal is an outage at once, and so is the very first reading that fails", () => {
  const { outcomes, lines, told } = outcomesOf();
  outcomes.succeeded();
  outcomes.failed(refused);
  assert.deepEqual(told.at(-1), { isReadable: false, problem: refused.message, isRefusal: true });
  assert.deepEqual(lines, [`home   error: ${refused.message}`]);
  const fresh = outcomesOf();
  fresh.outcomes.failed(away);
  assert.deepEqual(fresh.told, [{ isReadable: false, problem: away.message, isRefusal: false }]);
});

test("another problem is told as one, and that all is well again with how often it was not", () => {
  const { outcomes, lines, told } = outcomesOf();
  outcomes.failed(away);
  outcomes.failed(refused);
  outcomes.succeeded();
  outcomes.succeeded();
  outcomes.failed(away);
  outcomes.succeeded();
  assert.deepEqual(lines, [
    `home   warning: ${away.message}`,
    `home   error: ${refused.message}`,
    "home   reads again, after 2 failed passes",
    `home   warning: ${away.message}`,
    "home   reads again, after 1 failed pass",
  ]);
  assert.deepEqual(
    told.map(({ isReadable }) => isReadable),
    [false, false, true, true, true],
  );
});
