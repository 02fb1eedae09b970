import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import type { EventEntry, ParsedPage } from "../../../src/model/page.ts";
import type { LogSource } from "../../../src/model/router.ts";
import type { Simulator, SimulatorOptions } from "../../../src/model/simulator.ts";
import { isoTime } from "../../../src/model/wire.ts";
import { smcBarricade } from "../../../src/routers/smc-barricade/index.ts";
import { rawGet, rawPost } from "../../support/raw-http.ts";
import { routerSettings } from "../../support/router-settings.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Given = Parameters<typeof routerSettings<typeof smcBarricade.options>>[1];

interface Bench {
  readonly simulator: Simulator;
  readonly clock: { nowMs: number };
  readonly truth: string[];
  readonly source: LogSource;
  read(): Promise<ParsedPage>;
}

/** The family beside its simulator, both on one clock that only the test moves. */
async function bench(context: TestContext, given: Given = {}, options: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const clock = { nowMs: Date.UTC(2026, 1, 1) };
  const truth: string[] = [];
  const start = await smcBarricade.simulator();
  const simulator = await start({
    port: 0,
    rate: 1,
    seed: 1,
    now: () => clock.nowMs,
    truth: (line) => truth.push(line),
    ...options,
  });
  const settings = routerSettings(smcBarricade, { ...simulator.router, ...given });
  const source = smcBarricade.open(settings, () => clock.nowMs);
  context.after(async () => {
    await source.close();
    await simulator.close();
  });
  const read = async () => smcBarricade.parse(await source.fetch(AbortSignal.timeout(10_000)), settings);
  return { simulator, clock, truth, source, read };
}

const events = (page: ParsedPage) => page.entries.filter((entry): entry is EventEntry => entry.kind === "event");

const notes = (page: ParsedPage) => page.entries.flatMap((entry) => (entry.kind === "note" ? [entry.note] : []));

/** An event as the truth writes it, without its time. */
const facts = ({ event }: EventEntry) =>
  [event.action, event.protocol, event.source, event.sourcePort, event.port].join(" ");

const trueFacts = (line: string) => {
  const { action, protocol, source, source_port, port } = JSON.parse(line);
  return [action, protocol, source, source_port, port].join(" ");
};

/** What the truth says of the newest rows is what was read, at the same times within a second. */
function assertTrue(page: ParsedPage, truth: readonly string[]): void {
  const read = events(page);
  const expected = truth.slice(-read.length);
  assert.deepEqual(read.map(facts), expected.map(trueFacts));
  for (const [at, entry] of read.entries()) {
    const off = (entry.event.timeMs ?? 0) - Date.parse(JSON.parse(expected[at] ?? "{}").time);
    assert.ok(Math.abs(off) <= 1000, `row ${at} is ${off} ms off`);
  }
}

const rowsOf = (page: ParsedPage) => page.entries.map((entry) => entry.key);

test("a first reading logs in and gets every probe of the ring at its true time, oldest first", async (context) => {
  const { read, truth } = await bench(context);
  const page = await read();
  assert.ok(truth.length > 40);
  assert.equal(events(page).length, truth.length);
  assertTrue(page, truth);
  assert.deepEqual([page.isKeyed, page.timeFrom, notes(page).at(-1)], [true, "age", "login"]);
});

test("its log tells exactly what the family says that it tells", async (context) => {
  const { truth } = await bench(context);
  assert.deepEqual(Object.keys(JSON.parse(truth[0] ?? "")), [
    "time",
    "action",
    "protocol",
    "source",
    "source_port",
    "port",
  ]);
  assert.equal(smcBarricade.tells.destination, "never");
});

test("a month of readings finds every probe that the ring still held, under a key that never changes", async (context) => {
  const { read, truth, clock } = await bench(context);
  const seen = new Map<string, EventEntry>();
  for (let hours = 0; hours < 30 * 24; hours += 3) {
    clock.nowMs += 3 * hourMs;
    const page = await read();
    assertTrue(page, truth);
    for (const entry of events(page)) seen.set(entry.key, entry);
  }
  assert.deepEqual([...seen.values()].map(facts), truth.map(trueFacts));
});

test("times stay right over the wrap of the 32-bit ticks", async (context) => {
  const { read, truth, clock, simulator } = await bench(context);
  const before = (await read()).uptimeMs ?? 0;
  clock.nowMs += 2 ** 32 - before - 6 * hourMs;
  simulator.advance();
  clock.nowMs += 12 * hourMs;
  const page = await read();
  assert.equal(page.uptimeMs, 6 * hourMs);
  assert.ok(events(page).length > 100);
  assertTrue(page, truth);
});

test("after a reboot the ticks begin anew and the session is gone; the next reading logs in again", async (context) => {
  const { read, truth, clock, simulator } = await bench(context);
  await read();
  simulator.faults.reboot();
  clock.nowMs += 6 * hourMs;
  const page = await read();
  assert.equal(page.uptimeMs, 6 * hourMs);
  assertTrue(page, truth);
  assert.deepEqual(notes(page).at(-1), "login");
});

test("a cleared log is an empty page, not an error", async (context) => {
  const { read, simulator } = await bench(context);
  await read();
  simulator.faults.clear();
  assert.deepEqual((await read()).entries, []);
});

test("it stays logged in: two readings cost one login row", async (context) => {
  const { read } = await bench(context);
  await read();
  const again = await read();
  assert.equal(notes(again).filter((note) => note === "login").length, 1);
});

test("a session that was lost is taken up again once, and the page is read in the same pass", async (context) => {
  const { read, simulator } = await bench(context);
  await read();
  simulator.faults.loginTimeout();
  assert.equal(notes(await read()).filter((note) => note === "login").length, 2);
});

test("with a logout path it leaves after each reading", async (context) => {
  const { read, simulator, source } = await bench(context, { options: { logout_path: "/logout.htm" } });
  await read();
  assert.match((await rawGet(simulator.url, "/log.htm")).body, /Please Login First/);
  assert.equal(notes(await read()).filter((note) => note === "logout").length, 1);
  await source.close();
});

test("a refused password is told at once and never sent again", async (context) => {
  const { read, simulator } = await bench(context, { password: "wrong" });
  for (let pass = 0; pass < 5; pass += 1) {
    await assert.rejects(read(), (thrown) => {
      assert.ok(thrown instanceof FatalError);
      assert.match(thrown.message, /password/);
      assert.ok(!thrown.message.includes("wrong"));
      return true;
    });
  }
  await rawPost(simulator.url, "/login.htm", "user=admin&password=admin");
  assert.equal((await rawGet(simulator.url, "/log.htm")).body.match(/login failed/g)?.length, 1);
});

test("a login that the router does not comment on is tried again an hour later, not before", async (context) => {
  const { read, simulator, clock } = await bench(context, {
    password: "wrong",
    options: { refused_marker: "other words" },
  });
  const failures = async () => {
    await rawPost(simulator.url, "/login.htm", "user=admin&password=admin");
    const { body } = await rawGet(simulator.url, "/log.htm");
    await rawGet(simulator.url, "/logout.htm");
    return body.match(/login failed/g)?.length ?? 0;
  };
  await assert.rejects(read(), FatalError);
  clock.nowMs += hourMs - 1000;
  await assert.rejects(read(), FatalError);
  assert.equal(await failures(), 1);
  clock.nowMs += 2000;
  await assert.rejects(read(), FatalError);
  assert.equal(await failures(), 2);
});

test("while another administrator is logged in it waits, and reads when they are gone", async (context) => {
  const { read, simulator } = await bench(context);
  await read();
  simulator.faults.otherAdministrator(true);
  await assert.rejects(read(), (thrown) => thrown instanceof RetryableError && /somebody else/.test(thrown.message));
  simulator.faults.otherAdministrator(false);
  assert.ok((await read()).entries.length > 0);
});

test("with take_over it throws the other administrator out", async (context) => {
  const { read, simulator } = await bench(context, { take_over: true });
  simulator.faults.otherAdministrator(true);
  assert.ok((await read()).entries.length > 0);
});

test("a page that was cut is refused whole, and the next reading is whole again", async (context) => {
  const { read, simulator, truth } = await bench(context);
  await read();
  simulator.faults.truncate(3);
  for (let pass = 0; pass < 3; pass += 1) await assert.rejects(read(), RetryableError);
  const page = await read();
  assert.equal(events(page).length, truth.length);
});

test("a router that hangs is given up in time, and read again afterwards", async (context) => {
  const { read, simulator } = await bench(context, { timeout_ms: 200 });
  await read();
  simulator.faults.hang(1);
  const startedAt = performance.now();
  await assert.rejects(read(), RetryableError);
  assert.ok(performance.now() - startedAt < 5000);
  assert.ok((await read()).entries.length > 0);
});

test("a slow router is waited for; ages refer to the moment that its answer began", async (context) => {
  const { read, simulator, truth } = await bench(context);
  simulator.faults.slow(40);
  assertTrue(await read(), truth);
});

test("heads that end their lines in LF alone are read too", async (context) => {
  const { read, simulator, truth } = await bench(context);
  simulator.faults.lineFeedOnly(true);
  const page = await read();
  assert.equal(events(page).length, truth.length);
  assertTrue(page, truth);
});

test("hostile host names are notes, one each, and change nothing else", async (context) => {
  const { read, simulator, truth } = await bench(context);
  const before = await read();
  simulator.faults.hostileText();
  const after = await read();
  assertTrue(after, truth);
  assert.deepEqual(rowsOf(after).slice(0, before.entries.length), rowsOf(before));
  assert.deepEqual(new Set(notes(after).slice(notes(before).length)), new Set(["dhcp"]));
  assert.equal(after.entries.length - before.entries.length, 8);
});

test("hostile host names cannot pass for a whole page when it is cut", async (context) => {
  const { read, simulator } = await bench(context);
  await read();
  simulator.faults.clear();
  for (let times = 0; times < 5; times += 1) simulator.faults.hostileText();
  for (let times = 0; times < 30; times += 1) {
    simulator.faults.truncate(1);
    await assert.rejects(read(), RetryableError);
  }
});

test("a path that is no log says which option to check", async (context) => {
  for (const log_path of ["/status.htm", "/nothing.htm"]) {
    const { read } = await bench(context, { options: { log_path } });
    await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /log_path/.test(thrown.message));
  }
});

test("replayed lines are read as they are", async (context) => {
  const replay = ["Unrecognized access from 203.0.113.9:137 to UDP port 137", "DHCP:discover(OFFICE)", "a new row"];
  const { read, clock, truth } = await bench(context, {}, { replay });
  clock.nowMs += dayMs;
  const page = await read();
  assert.deepEqual(
    page.entries.map((entry) => entry.kind),
    ["event", "note", "reject", "note"],
  );
  assertTrue(page, truth);
});

test("members of the family with Basic logins are read without the form", async (context) => {
  const page = "<!--CAS:0003--><HTML><SCRIPT>uptime=5000; log_rows=[4000,'DHCP:discover(A)'];</SCRIPT></HTML>";
  const expected = `Basic ${Buffer.from("admin:right").toString("base64")}`;
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.once("data", (piece) => {
      const head = piece.toString("latin1");
      asked.push(head.split("\r\n")[0] ?? "");
      socket.end(
        head.includes(expected)
          ? `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${page}`
          : 'HTTP/1.0 401 NG\r\nWWW-Authenticate: Basic realm="RT-1"\r\n\r\n<!--CAS:0003-->Unauthorized',
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const readWith = async (password: string, passes: number) => {
    const settings = routerSettings(smcBarricade, { url, username: "admin", password, options: { login: "basic" } });
    const source = smcBarricade.open(settings, Date.now);
    const pages: unknown[] = [];
    for (let pass = 0; pass < passes; pass += 1) {
      pages.push(await source.fetch(AbortSignal.timeout(5000)).catch((thrown: unknown) => thrown));
    }
    await source.close();
    return pages;
  };
  const [good] = await readWith("right", 1);
  assert.ok(!(good instanceof Error), String(good));
  asked.length = 0;
  const refused = await readWith("wrong", 3);
  assert.ok(refused.every((thrown) => thrown instanceof FatalError));
  assert.ok(asked.length <= 2, `${asked.length} requests`);
});

test("the make-believe router answers as the real one is known to", async (context) => {
  const { simulator } = await bench(context);
  const page = await rawGet(simulator.url, "/log.htm");
  assert.equal(page.head, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nConnection: close");
  assert.match(page.body, /^<!---CAS:0003--><HTML>.*Please Login First\..*<\/HTML>\n$/s);
  assert.match(
    (await rawGet(simulator.url, "/status.htm")).body,
    /IP Address<\/TD><TD ALIGN=CENTER>\d+\.\d+\.\d+\.\d+</,
  );
  assert.match((await rawGet(simulator.url, "/")).body, /<TITLE>SMC Barricade Wireless Broadband Router<\/TITLE>/);
  assert.match((await rawGet(simulator.url, "/STATUS.HTM")).head, /404/);
});

test("the ring holds a couple of hundred rows and no more", async (context) => {
  const { read, clock, truth } = await bench(context);
  clock.nowMs += 3 * dayMs;
  const page = await read();
  assert.equal(page.entries.length, 200);
  assertTrue(page, truth);
  assert.ok(isoTime(events(page)[0]?.event.timeMs ?? 0) > "2026-02-02");
});
