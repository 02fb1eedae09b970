import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import type { EventEntry, ParsedPage } from "../../../src/model/page.ts";
import type { SimulatorOptions } from "../../../src/model/simulator.ts";
import { isoTime } from "../../../src/model/wire.ts";
import { smcBarricade } from "../../../src/routers/smc-barricade/index.ts";
import { benchOf, type FamilyBench } from "../../support/family-bench.ts";
import { rawGet, rawPost } from "../../support/raw-http.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await smcBarricade.driver();

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Given = Parameters<typeof routerSettings<typeof smcBarricade.options>>[1];

const bench = (
  context: TestContext,
  given: Given = {},
  options: Partial<SimulatorOptions> = {},
): Promise<FamilyBench> => benchOf(context, smcBarricade, given, options);

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
  assert.match((await rawGet(simulator.url, "/log.htm")).body, /^var uptime=21600000;$/m);
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
  const { read, simulator, clock } = await bench(context, { password: "wrong" });
  for (let pass = 0; pass < 5; pass += 1) {
    clock.nowMs += hourMs;
    await assert.rejects(read(), (thrown) => {
      assert.ok(thrown instanceof FatalError);
      assert.match(thrown.message, /password/);
      assert.ok(!thrown.message.includes("wrong"));
      return true;
    });
  }
  await rawPost(simulator.url, "/login.htm", "user=admin&password=smcadmin");
  assert.equal((await rawGet(simulator.url, "/log.htm")).body.match(/login failed/g)?.length, 1);
});

test("a login that the router does not comment on is tried again an hour later, not before", async (context) => {
  const { read, simulator, clock } = await bench(context, {
    password: "wrong",
    options: { refused_marker: "other words" },
  });
  const failures = async () => {
    await rawPost(simulator.url, "/login.htm", "user=admin&password=smcadmin");
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

const page = "<!--CAS:0003--><HTML><SCRIPT>uptime=5000; log_rows=[4000,'DHCP:discover(A)'];</SCRIPT></HTML>";

test("members of the family with Basic logins are read without the form, and a refusal is final there too", async (context) => {
  const expected = `Basic ${Buffer.from("admin:right").toString("base64")}`;
  const { url, asked } = await scripted(context, (request) =>
    request.includes(expected)
      ? `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${page}`
      : 'HTTP/1.0 401 NG\r\nWWW-Authenticate: Basic realm="RT-1"\r\n\r\n<!--CAS:0003-->Unauthorized',
  );
  const pass = visitor(context, { url, username: "admin", password: "right", options: { login: "basic" } });
  assert.equal((await pass()).body, page);
  asked.length = 0;
  const refused = visitor(context, { url, username: "admin", password: "wrong", options: { login: "basic" } });
  for (let times = 0; times < 3; times += 1) await assert.rejects(refused(), FatalError);
  assert.ok(asked.length <= 2, `${asked.length} requests`);
});

test("the login form holds the fields that the options name, and those of a take-over only where that is wanted", async (context) => {
  const { url, asked } = await scripted(context, (request, times) =>
    answerOf(request.startsWith("POST") || times % 3 !== 1 ? page : "Please Login First.</HTML>"),
  );
  const options = { login_path: "/in", user_field: "", password_field: "p w", extra_fields: "a=1&b=%26" };
  await visitor(context, { url, username: "me", password: "s&t", options })();
  await visitor(context, { url, username: "me", password: "s&t", options, take_over: true })();
  const posts = asked.filter((request) => request.startsWith("POST /in "));
  const forms = posts.map((request) => Object.fromEntries(new URLSearchParams(request.split("\r\n\r\n")[1])));
  assert.deepEqual(forms, [
    { a: "1", b: "&", "p w": "s&t" },
    { a: "1", b: "&", takeover: "1", "p w": "s&t" },
  ]);
});

test("while somebody else is logged in nothing is sent but the question for the log", async (context) => {
  const { url, asked } = await scripted(context, () => answerOf("Another administrator is logged in.</HTML>"));
  await assert.rejects(visitor(context, { url })(), RetryableError);
  assert.deepEqual(
    asked.map((request) => request.split(" ")[0]),
    ["GET"],
  );
});

test("a router that is not there, or in trouble, is tried again; one that forbids us is not", async (context) => {
  const statuses = ["503 Busy", "429 Too Many Requests", "403 Forbidden"];
  const { url, asked } = await scripted(context, (_, times) => answerOf(page, statuses[times - 1]));
  const pass = visitor(context, { url });
  await assert.rejects(pass(), RetryableError);
  await assert.rejects(pass(), RetryableError);
  await assert.rejects(pass(), FatalError);
  await assert.rejects(pass(), FatalError);
  assert.equal(asked.length, 3);
  await assert.rejects(visitor(context, { url: "http://127.0.0.1:1" })(), RetryableError);
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

function answerOf(body: string, status = "200 OK"): string {
  return `HTTP/1.0 ${status}\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${body}`;
}

/** A server that says what it is told to, and remembers what it was asked, head and body. */
async function scripted(context: TestContext, answer: (request: string, times: number) => string) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let request = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (piece) => {
      request += piece.toString("latin1");
      const length = Number(/content-length: *(\d+)/i.exec(request)?.[1] ?? 0);
      const end = request.indexOf("\r\n\r\n");
      if (end === -1 || request.length < end + 4 + length) return;
      asked.push(request);
      socket.end(answer(request, asked.length));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, asked };
}

/** One pass after the other over a router of these settings. */
function visitor(context: TestContext, given: Given) {
  const source = driver.open(routerSettings(smcBarricade, given), Date.now);
  context.after(() => source.close());
  return () => source.fetch(AbortSignal.timeout(5000));
}
