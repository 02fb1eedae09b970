import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure } from "../../src/commands/failure.ts";
import { FatalError, RetryableError, UsageError } from "../../src/errors.ts";

const secrets = ["hunter2", "abc"];

test("wrong usage is told problem by problem, and ends with 2", () => {
  const failure = describeFailure(new UsageError(["one", "two"]), false, secrets);
  assert.deepEqual(failure, { lines: ["one", "two"], exitCode: 2 });
});

test("a foreseen error is its own line, and ends with 1", () => {
  const cause = new Error("ECONNREFUSED");
  for (const error of [
    new FatalError("the router is away", { cause }),
    new RetryableError("the router is away", { cause }),
  ]) {
    assert.deepEqual(describeFailure(error, false, secrets), { lines: ["the router is away"], exitCode: 1 });
  }
});

test("with details it is followed by all its causes", () => {
  const error = new FatalError("one", { cause: new Error("two", { cause: "three" }) });
  assert.deepEqual(describeFailure(error, true, secrets).lines, ["one", "  because: two", "  because: three"]);
});

test("an error that nobody foresaw says so, and with details where it came from", () => {
  const error = new TypeError("x is not a function");
  const told = "this should not have happened: x is not a function (--log-level debug tells more)";
  assert.deepEqual(describeFailure(error, false, secrets), { lines: [told], exitCode: 1 });
  assert.match(describeFailure(error, true, secrets).lines.join("\n"), /failure\.test\.ts/);
  assert.deepEqual(describeFailure("thrown text", false, []).lines.length, 1);
});

test("no secret is in what is told, unless it is too short to be one", () => {
  const error = new FatalError("hunter2 in abc", { cause: new Error("and hunter2") });
  assert.deepEqual(describeFailure(error, true, secrets).lines, ["*** in abc", "  because: and ***"]);
});
