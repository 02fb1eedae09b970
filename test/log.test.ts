import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogOptions, logLevels, redactor } from "../src/log.ts";

const now = () => new Date(2026, 10, 22, 9, 8, 7).getTime();

/** What a log of these options wrote. */
function written(options: Partial<LogOptions>, tell: (log: ReturnType<typeof createLog>) => void): readonly string[] {
  const lines: string[] = [];
  const log = createLog({
    ...{ level: "info", format: "text", now, secrets: [], ...options },
    write: (line) => void lines.push(line),
  });
  tell(log);
  return lines;
}

test("a line has the time by the machine's clock, whom it is about, and how grave it is", () => {
  const lines = written({ level: "debug" }, (log) => {
    for (const level of logLevels) log[level]("home", "one fact");
  });
  assert.deepEqual(lines, [
    "09:08:07 home   debug: one fact",
    "09:08:07 home   one fact",
    "09:08:07 home   warning: one fact",
    "09:08:07 home   error: one fact",
  ]);
});

test("what is less grave than the level is left out, from the moment on at which it is set", () => {
  const lines = written({ level: "warn" }, (log) => {
    log.info("home", "one");
    log.warn("home", "two");
    log.level = "error";
    log.warn("home", "three");
  });
  assert.deepEqual(lines, ["09:08:07 home   warning: two"]);
});

test("for programs a line is an object", () => {
  const [line = ""] = written({ format: "json" }, (log) => log.warn("home", 'a "quoted" \u001b fact'));
  assert.deepEqual(JSON.parse(line), {
    ...{ time: new Date(now()).toISOString(), level: "warn", scope: "home" },
    message: 'a "quoted" \u001b fact',
  });
});

test("what somebody else wrote moves no cursor and begins no line", () => {
  const lines = written({}, (log) => log.info("home", "a\u001b[2J\r\n09:00:00 home   b\tc\u009b1m"));
  assert.deepEqual(lines, ["09:08:07 home   a\u{fffd}[2J\u{fffd}\u{fffd}09:00:00 home   b c\u{fffd}1m"]);
});

test("a secret is hidden wherever it stands, also as a part of an address, and of one in another nothing is left", () => {
  const redact = redactor(["hunter2", "hunter2 & more", "abc"]);
  assert.equal(redact("hunter2, hunter2 & more, /in?p=hunter2%20%26%20more"), "***, ***, /in?p=***");
  assert.equal(redact("abc is too short to be one"), "abc is too short to be one");
  const lines = written({ secrets: ["hunter2"] }, (log) => log.error("home", "hunter2 and hunter2"));
  assert.deepEqual(lines, ["09:08:07 home   error: *** and ***"]);
});
