import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyStartFaults, obey } from "../../src/commands/simulate-faults.ts";
import type { SimulatorFaults } from "../../src/model/simulator.ts";

/** Faults that only write down what they were told. */
function recordingFaults(): { readonly faults: SimulatorFaults; readonly told: (readonly unknown[])[] } {
  const told: (readonly unknown[])[] = [];
  const record =
    (name: string) =>
    (...values: readonly unknown[]): void =>
      void told.push([name, ...values]);
  const faults: SimulatorFaults = {
    reboot: record("reboot"),
    clear: record("clear"),
    freeze: record("freeze"),
    truncate: record("truncate"),
    hang: record("hang"),
    slow: record("slow"),
    lineFeedOnly: record("lineFeedOnly"),
    otherAdministrator: record("otherAdministrator"),
    wrongPassword: record("wrongPassword"),
    loginTimeout: record("loginTimeout"),
    hostileText: record("hostileText"),
  };
  return { faults, told };
}

const orders: readonly (readonly [string, readonly unknown[]])[] = [
  ["reboot", ["reboot"]],
  ["clear", ["clear"]],
  ["freeze on", ["freeze", true]],
  ["freeze off", ["freeze", false]],
  ["truncate 1", ["truncate", 1]],
  ["hang 2", ["hang", 2]],
  ["  slow   500 ", ["slow", 500]],
  ["slow 0", ["slow", 0]],
  ["line-feed-only on", ["lineFeedOnly", true]],
  ["other-administrator off", ["otherAdministrator", false]],
  ["wrong-password on", ["wrongPassword", true]],
  ["login-timeout", ["loginTimeout"]],
  ["hostile", ["hostileText"]],
];

describe("an order to a simulator", () => {
  for (const [line, expected] of orders) {
    test(`${line.trim()} is obeyed`, () => {
      const { faults, told } = recordingFaults();
      assert.deepEqual([obey(faults, line), told], [`done: ${line.trim()}`, [expected]]);
    });
  }

  const mistakes: readonly (readonly [string, string])[] = [
    ["rebot", '"rebot": unknown order; did you mean "reboot"?'],
    ["constructor", '"constructor": unknown order; help lists them'],
    ["freeze", 'freeze: needs on or off, such as "freeze on"'],
    ["hang -1", 'hang: needs a number, such as "hang 1"'],
    ["slow soon", 'slow: needs a number, such as "slow 1"'],
    ["freeze toString", 'freeze: needs on or off, such as "freeze on"'],
  ];
  for (const [line, answer] of mistakes) {
    test(`${line} is not obeyed, and answered with what is right`, () => {
      const { faults, told } = recordingFaults();
      assert.deepEqual([obey(faults, line), told], [answer, []]);
    });
  }

  test("help lists every order", () => {
    const { faults, told } = recordingFaults();
    const listed = obey(faults, "help")
      .split("\n")
      .map((line) => line.split(" ")[0]);
    assert.deepEqual(
      [listed.at(-1), new Set(listed), told],
      ["help", new Set([...orders.map(([line]) => line.trim().split(" ")[0]), "help"]), []],
    );
  });
});

test("flags set faults from the start, and none that was not asked for", () => {
  const { faults, told } = recordingFaults();
  applyStartFaults(faults, { slow: "500", hang: "1", "wrong-password": true });
  assert.deepEqual(told, [
    ["slow", 500],
    ["hang", 1],
    ["truncate", 0],
    ["otherAdministrator", false],
    ["wrongPassword", true],
    ["lineFeedOnly", false],
  ]);
  assert.throws(() => applyStartFaults(faults, { slow: "soon" }), {
    problems: ['--slow: "soon" – a whole number from 0 to 3600000'],
  });
});
