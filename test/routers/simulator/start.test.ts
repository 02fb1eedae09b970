import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import type { Simulator, SimulatorOptions } from "../../../src/model/simulator.ts";
import type { SimulatedFamily } from "../../../src/routers/simulator/family.ts";
import { basicCredentials } from "../../../src/routers/simulator/request.ts";
import { startSimulator } from "../../../src/routers/simulator/start.ts";
import { openSocket, rawGet, rawPost, rawRequest } from "../../support/raw-http.ts";

const minuteMs = 60_000;

/** The smallest family: it shows its rows, and what it was asked. */
const plain: SimulatedFamily = {
  id: "plain",
  username: "user",
  password: "secret",
  timezone: "UTC",
  ringSize: 50,
  writeProbe: (probe) => ({
    text: `${probe.timeMs} ${probe.source}`,
    event: { timeMs: probe.timeMs, action: "drop", direction: "in", source: probe.source, count: 1, format: "plain" },
  }),
  replay: (line, timeMs) => ({
    text: line,
    event: { timeMs, action: "drop", direction: "in", rule: line, count: 1, format: "plain" },
  }),
  hostileRows: () => [{ text: "hostile" }],
  answer: (request, router) => {
    if (request.path === "/login") router.sessions.add(request.form.get("who") ?? "");
    if (request.path === "/write") router.log(request.query.get("text") ?? "");
    const shown = {
      rows: router.rows().map((row) => row.text),
      up: router.nowMs - router.bootMs,
      sessions: [...router.sessions],
      credentials: basicCredentials(request),
    };
    return { status: "HTTP/1.0 200 OK", headers: [["X", "1"]], body: JSON.stringify(shown), isLog: true };
  },
};

interface Shown {
  readonly rows: readonly string[];
  readonly up: number;
  readonly sessions: readonly string[];
  readonly credentials?: unknown;
}

async function started(context: TestContext, options: Partial<SimulatorOptions> = {}) {
  const clock = { nowMs: Date.UTC(2026, 0, 10) };
  const truth: string[] = [];
  const simulator = await startSimulator(plain, {
    port: 0,
    rate: 100,
    seed: 1,
    now: () => clock.nowMs,
    truth: (line) => truth.push(line),
    ...options,
  });
  context.after(() => simulator.close());
  return { simulator, clock, truth };
}

async function show(simulator: Simulator, path = "/"): Promise<Shown> {
  const shown: Shown = JSON.parse((await rawGet(simulator.url, path)).body);
  return shown;
}

const timesOf = (lines: readonly string[]) => lines.map((line): string => JSON.parse(line).time);

test("a router that starts has run for two days, and the truth tells every row that it already holds", async (context) => {
  const { simulator, truth, clock } = await started(context);
  const shown = await show(simulator);
  assert.ok(shown.rows.length > 20 && shown.rows.length < 50, `${shown.rows.length} rows`);
  assert.ok(shown.up > 2 * 86_400_000);
  assert.deepEqual(
    truth.map((line) => `${Date.parse(JSON.parse(line).time)} ${JSON.parse(line).source}`),
    shown.rows,
  );
  assert.ok(timesOf(truth).every((time) => Date.parse(time) <= clock.nowMs));
});

test("a small ring at the start holds its newest rows, and the truth tells no others", async (context) => {
  for (let seed = 0; seed < 30; seed += 1) {
    const { simulator, truth } = await started(context, { seed, ringSize: 3 });
    assert.equal(truth.length, (await show(simulator)).rows.length, `seed ${seed}`);
  }
});

test("the truth has exactly the keys that the log can tell", async (context) => {
  const { truth } = await started(context);
  assert.deepEqual(Object.keys(JSON.parse(truth[0] ?? "{}")), ["time", "action", "source"]);
});

test("with a clock of its own it moves when it is asked, and the ring keeps the newest rows alone", async (context) => {
  const { simulator, truth, clock } = await started(context);
  const before = truth.length;
  clock.nowMs += 6 * 3_600_000;
  assert.equal(truth.length, before);
  simulator.advance();
  assert.ok(truth.length > before + 5000);
  const shown = await show(simulator);
  assert.equal(shown.rows.length, 50);
  assert.equal(shown.rows.at(-1)?.startsWith(String(Date.parse(timesOf(truth).at(-1) ?? ""))), true);
  assert.deepEqual(timesOf(truth), timesOf(truth).toSorted());
});

test("with the real clock the truth is written as it happens, without a request", {
  timeout: 20_000,
}, async (context) => {
  const written = Promise.withResolvers<number>();
  let startedAt = Number.POSITIVE_INFINITY;
  const simulator = await startSimulator(plain, {
    port: 0,
    rate: 20_000,
    seed: 1,
    truth: (line) => {
      const timeMs = Date.parse(JSON.parse(line).time);
      if (timeMs > startedAt) written.resolve(Date.now() - timeMs);
    },
  });
  context.after(() => simulator.close());
  startedAt = Date.now();
  assert.ok((await written.promise) < 5000);
});

test("the same seed and clock make the same router", async (context) => {
  const one = await started(context);
  const same = await started(context);
  const other = await started(context, { seed: 2 });
  assert.deepEqual(same.truth, one.truth);
  assert.notDeepEqual(other.truth, one.truth);
});

test("replayed lines go through the ring in their order, once, and then nothing more comes", async (context) => {
  const lines = Array.from({ length: 80 }, (_, index) => `line ${index}`);
  const { simulator, clock, truth } = await started(context, { replay: lines });
  assert.deepEqual((await show(simulator)).rows, lines.slice(0, truth.length));
  clock.nowMs += 86_400_000;
  assert.deepEqual((await show(simulator)).rows, lines.slice(30));
  assert.equal(truth.length, 80);
});

test("a busy router asks for a close schedule, a quiet one for five minutes", async (context) => {
  const busy = await started(context, { rate: 1000 });
  const quiet = await started(context, { rate: 1 });
  assert.equal(busy.simulator.router.schedule, "*/2 * * * * *");
  assert.deepEqual(quiet.simulator.router, {
    name: "home",
    family: "plain",
    url: quiet.simulator.url,
    username: "user",
    password: "secret",
    schedule: "*/5 * * * *",
    timezone: "UTC",
  });
});

test("a reboot empties the log, ends every session and begins the uptime anew", async (context) => {
  const { simulator, clock } = await started(context);
  await rawPost(simulator.url, "/login", "who=me");
  assert.deepEqual((await show(simulator)).sessions, ["me"]);
  simulator.faults.reboot();
  assert.deepEqual(await show(simulator), { rows: [], up: 0, sessions: [] });
  clock.nowMs += 10 * minuteMs;
  const later = await show(simulator);
  assert.equal(later.up, 10 * minuteMs);
  assert.ok(later.rows.length > 50 / 3);
});

test("a cleared log keeps the uptime and the sessions; a login timeout ends the sessions alone", async (context) => {
  const { simulator } = await started(context);
  await rawPost(simulator.url, "/login", "who=me");
  simulator.faults.clear();
  const cleared = await show(simulator);
  assert.deepEqual([cleared.rows, cleared.sessions], [[], ["me"]]);
  assert.ok(cleared.up > 0);
  simulator.faults.loginTimeout();
  assert.deepEqual((await show(simulator)).sessions, []);
});

test("a switch acts at its moment: what came before it is in the log and in the truth", async (context) => {
  const { simulator, clock, truth } = await started(context);
  const before = truth.length;
  clock.nowMs += 10 * minuteMs;
  simulator.faults.freeze(true);
  const frozen = truth.length;
  assert.ok(frozen > before);
  clock.nowMs += 10 * minuteMs;
  await rawGet(simulator.url, "/write?text=own");
  simulator.faults.hostileText();
  assert.equal(truth.length, frozen);
  simulator.faults.freeze(false);
  assert.equal(truth.length, frozen);
  clock.nowMs += 10 * minuteMs;
  simulator.advance();
  assert.ok(truth.length > frozen);
  assert.ok(
    !timesOf(truth).some(
      (time) => Date.parse(time) > clock.nowMs - 20 * minuteMs && Date.parse(time) <= clock.nowMs - 10 * minuteMs,
    ),
  );
});

test("own and hostile rows take their places in the ring and are no truth", async (context) => {
  const { simulator, truth } = await started(context);
  const before = truth.length;
  await rawGet(simulator.url, "/write?text=own");
  simulator.faults.hostileText();
  assert.deepEqual((await show(simulator)).rows.slice(-2), ["own", "hostile"]);
  assert.equal(truth.length, before);
});

test("the next pages are cut in the middle, as many as were asked for", async (context) => {
  const { simulator } = await started(context);
  const whole = (await rawGet(simulator.url, "/")).body;
  simulator.faults.truncate(2);
  for (const path of ["/", "/"]) {
    const { body } = await rawGet(simulator.url, path);
    assert.ok(body.length > 0 && body.length < whole.length * 0.9 && whole.startsWith(body));
  }
  assert.equal((await rawGet(simulator.url, "/")).body, whole);
});

test("a request that hangs gets no byte while others are answered, and a closing router ends its connection", async () => {
  const simulator = await startSimulator(plain, { port: 0, rate: 1, seed: 1, now: () => 1e12 });
  simulator.faults.hang(1);
  const asking = [rawGet(simulator.url, "/"), rawGet(simulator.url, "/")];
  assert.match((await Promise.race(asking)).head, /200 OK/);
  await simulator.close();
  const lengths = (await Promise.all(asking)).map((answer) => answer.all.length);
  assert.equal(Math.min(...lengths), 0);
  assert.ok(Math.max(...lengths) > 0);
});

test("a slow answer is silent first and then comes in pieces", async (context) => {
  const { simulator } = await started(context);
  const whole = (await rawGet(simulator.url, "/")).body;
  simulator.faults.slow(100);
  const startedAt = performance.now();
  const socket = openSocket(simulator.url);
  socket.write("GET / HTTP/1.0\r\n\r\n");
  const pieces: Buffer[] = [];
  let firstAfterMs = 0;
  for await (const piece of socket) {
    if (pieces.length === 0) firstAfterMs = performance.now() - startedAt;
    pieces.push(piece);
  }
  assert.ok(firstAfterMs >= 90, `first byte after ${firstAfterMs} ms`);
  assert.ok(pieces.length > 2, `${pieces.length} pieces`);
  assert.ok(Buffer.concat(pieces).toString("latin1").endsWith(whole));
});

test("heads end their lines in CR LF, or in LF alone when told so", async (context) => {
  const { simulator } = await started(context);
  assert.ok((await rawGet(simulator.url, "/")).all.startsWith("HTTP/1.0 200 OK\r\nX: 1\r\n\r\n{"));
  simulator.faults.lineFeedOnly(true);
  assert.ok((await rawGet(simulator.url, "/")).all.startsWith("HTTP/1.0 200 OK\nX: 1\n\n{"));
});

test("a request may come in pieces, with Basic credentials, and nonsense is answered too", async (context) => {
  const { simulator } = await started(context);
  const authorization = `Basic ${Buffer.from("me:a:b").toString("base64")}`;
  const answer = await rawRequest(simulator.url, `GET / HTTP/1.1\r\nAUTHORIZATION: ${authorization}\r\n\r\n`);
  assert.deepEqual(JSON.parse(answer.body).credentials, { username: "me", password: "a:b" });
  assert.match((await rawRequest(simulator.url, "\u0000nonsense\n\n")).head, /200 OK/);
  const socket = openSocket(simulator.url);
  socket.setNoDelay(true);
  for (const piece of ["POST /login HTTP/1.0\r\nContent-", "Length: 6\r\n\r", "\nwho", "=me"]) {
    await new Promise((resolve) => socket.write(piece, resolve));
  }
  await once(socket.resume(), "close");
  assert.deepEqual((await show(simulator)).sessions, ["me"]);
});

test("a port that is taken is the system's error", async (context) => {
  const { simulator } = await started(context);
  const port = Number(new URL(simulator.url).port);
  await assert.rejects(startSimulator(plain, { port, rate: 1, seed: 1 }), { code: "EADDRINUSE" });
});

test("a log that is emptied when it is full begins anew with the row that finds it so", async (t) => {
  const { url, close } = await startSimulator(
    { ...plain, ringSize: 3, isEmptiedWhenFull: true },
    { port: 0, rate: 1, seed: 1, now: () => 0, replay: [] },
  );
  t.after(close);
  const shown: string[][] = [];
  for (const text of ["a", "b", "c", "d"]) shown.push(JSON.parse((await rawGet(url, `/write?text=${text}`)).body).rows);
  assert.deepEqual(shown, [["a"], ["a", "b"], ["a", "b", "c"], ["d"]]);
});
