import assert from "node:assert/strict";
import fc from "fast-check";
import { FatalError, RetryableError } from "../../src/errors.ts";
import type { BenchOptions, ConformanceBench } from "./conformance-bench.ts";
import type { Meddling } from "./relay.ts";

/** Something that every family must hold against its own make-believe router. */
export interface Check {
  readonly name: string;
  /** How its bench is set up. */
  readonly options?: BenchOptions;
  readonly run: (bench: ConformanceBench) => Promise<void>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** After trouble that might be a refused password a family may leave the router alone for an hour. */
const longestPauseMs = hourMs + minuteMs;

/** How a request is meddled with. */
type Meddle = (bench: ConformanceBench) => Meddling;

const loseSession: Meddle = ({ simulator }) => ({ before: () => simulator.faults.loginTimeout() });
const hang: Meddle = () => "hang";
const otherPage: Meddle = () =>
  answered(
    "200 OK",
    "<html><head><title>Welcome</title></head><body><h1>Welcome</h1><form action=/go><input name=q></form></body></html>",
  );
const emptyAnswer: Meddle = () => answered("200 OK", "");
const otherStatus: Meddle = ({ relay }) =>
  answered(relay.requests.length % 2 === 0 ? "500 Internal Server Error" : "404 Not Found", "<html>No.</html>");
const otherHost: Meddle = () => ({
  answer: "HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
});

/** So odd that they are found wherever they turn up. */
const wrongCredentials = { username: "nobody-77ab1d", password: "wrong-5e1f9c-wrong" };

/** All of them, in the order of the conformance table. */
export const checks: readonly Check[] = [
  { name: "logs in and reads all that the log holds", run: logsIn },
  { name: "the log tells what the family says", run: tellsWhatItSays },
  { name: "two polls of one page bring nothing new", run: twoPolls },
  { name: "a wrong password is sent once", run: wrongPassword, options: { given: wrongCredentials } },
  { name: "a password that is not right any more is not tried on", run: passwordChanged },
  { name: "a lost session is taken up again", run: lostSession },
  { name: "a session lost at any request costs one reading", run: eachRequest(loseSession) },
  { name: "another administrator is waited for", run: otherAdministrator },
  { name: "take_over reads or waits", run: takeOver, options: { given: { take_over: true } } },
  { name: "leaves the router to people", run: logsOut },
  { name: "an empty log is no error", run: emptyLog },
  { name: "a cleared log is told", run: cleared },
  { name: "an overrun ring is told", run: overrun, options: { simulator: { ringSize: 40 } } },
  { name: "a reboot is told", run: reboot },
  { name: "a page that is not the log is not taken for it", run: eachRequest(otherPage) },
  { name: "an empty answer is not taken for the log", run: eachRequest(emptyAnswer) },
  { name: "a status that is no success is not taken for the log", run: eachRequest(otherStatus) },
  { name: "another host is not followed", run: eachRequest(otherHost) },
  { name: "a cut answer loses nothing", run: cutAnswers },
  { name: "a hang is given up", run: eachRequest(hang), options: { given: { timeout_ms: 300 } } },
  { name: "slow answers and old line ends are read", run: slowAnswers },
  { name: "hostile text harms nothing", run: hostileText },
  { name: "any page is parsed or refused", run: anyPage },
];

async function logsIn(bench: ConformanceBench): Promise<void> {
  const { entries } = await bench.pass();
  assert.ok(entries > 20, "a log of hours holds more");
  assert.equal(bench.loginsSince(0) > 0, true, "the facts name no request that logs in");
}

async function tellsWhatItSays({ family, truth }: ConformanceBench): Promise<void> {
  // What became of a packet is told of each, be it in the word "unknown".
  const { action: _, ...tells } = family.tells;
  for (const line of truth) {
    const told = new Set(Object.keys(JSON.parse(line)));
    for (const [key, knowledge] of Object.entries(tells)) {
      if (knowledge === "always") assert.ok(told.has(key), `${key} is not told: ${line}`);
      if (knowledge === "never") assert.ok(!told.has(key), `${key} is told: ${line}`);
    }
  }
}

async function twoPolls(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.simulator.faults.freeze(true);
  bench.clock.nowMs += minuteMs;
  await bench.pass();
  for (let poll = 0; poll < 3; poll += 1) {
    bench.clock.nowMs += minuteMs;
    const { records, fresh, isAmbiguous } = await bench.pass();
    assert.deepEqual([records, fresh, isAmbiguous], [[], 0, false]);
  }
}

async function wrongPassword(bench: ConformanceBench): Promise<void> {
  for (let pass = 0; pass < 6; pass += 1) {
    assert.ok((await bench.failingPass()) instanceof FatalError, "a refused password is no matter of patience");
    bench.clock.nowMs += 10 * minuteMs;
  }
  assert.equal(bench.loginsSince(0), 1);
}

async function passwordChanged(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.simulator.faults.wrongPassword(true);
  bench.simulator.faults.loginTimeout();
  const before = bench.relay.requests.length;
  for (let pass = 0; pass < 5; pass += 1) {
    assert.ok((await bench.failingPass()) instanceof FatalError);
    bench.clock.nowMs += 10 * minuteMs;
  }
  // A router that gives a new cookie with its refusal has to be asked again with it.
  assert.ok(bench.loginsSince(before) <= 2, `${bench.loginsSince(before)} tries`);
}

async function lostSession(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  for (let pass = 0; pass < 3; pass += 1) {
    bench.clock.nowMs += hourMs;
    bench.simulator.faults.loginTimeout();
    const before = bench.relay.requests.length;
    await bench.pass();
    assert.ok(bench.loginsSince(before) <= 2);
  }
}

function answered(status: string, body: string): Meddling {
  return {
    answer: `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  };
}

/** No pass has more requests: a log of many pages is tried on its first ones. */
const mostRequests = 8;

/** Meddles with the first request of one pass, the second of another, and so on: each pass fails or reads the truth, and the next one reads. */
function eachRequest(meddle: Meddle): Check["run"] {
  return async (bench) => {
    await bench.pass();
    for (let index = 0; index < mostRequests; index += 1) {
      bench.clock.nowMs += longestPauseMs;
      bench.simulator.faults.loginTimeout();
      const isReached = await meddledPass(bench, index, meddle);
      bench.clock.nowMs += longestPauseMs;
      await bench.pass();
      if (!isReached) return;
    }
  };
}

/** @returns whether the pass came so far as to that request */
async function meddledPass(bench: ConformanceBench, index: number, meddle: Meddle): Promise<boolean> {
  let isReached = false;
  const before = bench.relay.requests.length;
  bench.relay.meddle((at) => {
    if (at !== index) return undefined;
    isReached = true;
    return meddle(bench);
  });
  await bench.pass().catch(() => undefined);
  bench.relay.meddle(() => undefined);
  assert.ok(bench.loginsSince(before) <= 2, `request ${index}: ${bench.loginsSince(before)} tries of the password`);
  return isReached;
}

async function otherAdministrator(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.simulator.faults.otherAdministrator(true);
  for (let pass = 0; pass < 3; pass += 1) {
    bench.clock.nowMs += 10 * minuteMs;
    if (bench.facts.hasOneSession) assert.ok((await bench.failingPass()) instanceof RetryableError);
    else await bench.pass();
  }
  bench.simulator.faults.otherAdministrator(false);
  await bench.pass();
}

async function takeOver(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.simulator.faults.otherAdministrator(true);
  bench.clock.nowMs += 10 * minuteMs;
  const outcome = await bench.pass().catch((thrown: unknown) => thrown);
  assert.ok(!(outcome instanceof FatalError));
  bench.simulator.faults.otherAdministrator(false);
  await bench.pass();
}

async function logsOut(bench: ConformanceBench): Promise<void> {
  const { logout } = bench.facts;
  for (let pass = 0; pass < 3; pass += 1) {
    const before = bench.relay.requests.length;
    // What was read, and what was not: either way the session is given back.
    bench.simulator.faults.truncate(pass === 1 ? 1 : 0);
    await bench.pass().catch(() => undefined);
    const requests = bench.relay.requests.slice(before);
    if (logout === undefined) assert.ok(bench.facts.staysLoggedInBecause);
    else
      assert.ok(requests.findLastIndex((one) => logout.test(one)) > requests.findLastIndex((one) => !logout.test(one)));
    bench.clock.nowMs += 10 * minuteMs;
  }
}

async function emptyLog(bench: ConformanceBench): Promise<void> {
  bench.simulator.faults.freeze(true);
  bench.simulator.faults.clear();
  for (let pass = 0; pass < 3; pass += 1) {
    const { records, rejects } = await bench.pass();
    assert.deepEqual([records, rejects], [[], 0]);
    bench.clock.nowMs += hourMs;
  }
  bench.simulator.faults.freeze(false);
  bench.clock.nowMs += hourMs;
  assert.ok((await bench.pass()).records.length > 0);
}

async function cleared(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.clock.nowMs += hourMs;
  bench.simulator.faults.clear();
  bench.clock.nowMs += hourMs;
  await bench.pass();
  assert.deepEqual(
    bench.gaps().map(({ cause }) => cause),
    ["cleared"],
  );
}

async function overrun(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.clock.nowMs += 24 * hourMs;
  await bench.pass();
  // A log that is emptied when it is full may look like one that somebody cleared.
  const causes = bench.family.ring.whenFull === "empties" ? ["overrun", "cleared"] : ["overrun"];
  const [gap, ...more] = bench.gaps();
  assert.ok(gap !== undefined && causes.includes(gap.cause), `told as ${gap?.cause}`);
  assert.deepEqual(more, []);
}

async function reboot(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.clock.nowMs += 2 * hourMs;
  bench.simulator.faults.reboot();
  bench.clock.nowMs += 2 * hourMs;
  await bench.pass();
  const [gap, ...more] = bench.gaps();
  assert.ok(gap?.cause === "reboot" || gap?.cause === "cleared", "what the reboot cost is not told");
  assert.deepEqual(more, []);
}

async function cutAnswers(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  for (let pass = 0; pass < 25; pass += 1) {
    bench.clock.nowMs += 5 * minuteMs;
    bench.simulator.faults.truncate(1);
    const outcome = await bench.pass().catch((thrown: unknown) => thrown);
    assert.ok(!(outcome instanceof FatalError), "a cut page is no wrong page");
  }
  bench.simulator.faults.truncate(0);
  await bench.pass();
  assert.deepEqual(bench.gaps(), []);
}

async function slowAnswers(bench: ConformanceBench): Promise<void> {
  bench.simulator.faults.slow(30);
  bench.simulator.faults.lineFeedOnly(true);
  for (let pass = 0; pass < 3; pass += 1) {
    await bench.pass();
    bench.clock.nowMs += hourMs;
  }
}

async function hostileText(bench: ConformanceBench): Promise<void> {
  await bench.pass();
  bench.simulator.faults.hostileText();
  const { fresh } = await bench.pass();
  assert.ok(fresh > 0, "no hostile row came");
  bench.simulator.faults.freeze(true);
  const again = await bench.pass();
  assert.deepEqual([again.records, again.rejects], [[], 0]);
  bench.simulator.faults.freeze(false);
  await cutAnswers(bench);
}

async function anyPage(bench: ConformanceBench): Promise<void> {
  bench.simulator.faults.hostileText();
  await bench.pass();
  const { page, router } = bench.lastPage();
  const { parse } = await bench.family.driver();
  const part = fc.nat({ max: page.body.length });
  const pieces = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...sharpPieces));
  fc.assert(
    fc.property(part, part, pieces, (from, to, piece) => {
      const body = page.body.slice(0, from) + piece + page.body.slice(to);
      try {
        parse({ ...page, body }, router);
      } catch (thrown) {
        assert.ok(thrown instanceof RetryableError || thrown instanceof FatalError, String(thrown));
      }
    }),
    { numRuns: 300 },
  );
}

/** What pages of some family or other are made of. */
const sharpPieces = [
  ...[
    "</textarea>",
    "<!--",
    "</script>",
    "</html>",
    "<td>",
    '"',
    "'",
    "\\",
    "]",
    "}",
    "null",
    "[[[[",
    "{}",
    "|syslog|",
    "|",
  ],
  ...["\n", "\r", "\u0000", "&#0;", "999999999999999999999", "-1", "1e999", "__proto__", "constructor"],
];
