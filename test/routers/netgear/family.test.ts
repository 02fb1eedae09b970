import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { classify, hostList } from "../../../src/classify.ts";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import type { EventEntry, ParsedPage } from "../../../src/model/page.ts";
import type { SimulatorOptions } from "../../../src/model/simulator.ts";
import { wireFacts } from "../../../src/model/wire.ts";
import { netgear } from "../../../src/routers/netgear/index.ts";
import { benchOf, type FamilyBench } from "../../support/family-bench.ts";
import { rawGet, rawPost, rawRequest } from "../../support/raw-http.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await netgear.driver();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

type Given = Parameters<typeof routerSettings<typeof netgear.options>>[1];

const bench = (
  context: TestContext,
  given: Given = {},
  options: Partial<SimulatorOptions> = {},
): Promise<FamilyBench> => benchOf(context, netgear, given, { seed: 0, ...options });

const context = { knownHosts: hostList([]), countUnknown: true };

/** The probes of a page by the rules that the whole program counts by, written as the truth writes them. */
const probes = (page: ParsedPage) =>
  page.entries
    .filter((entry): entry is EventEntry => entry.kind === "event")
    .filter(({ event }) => classify(event, context) === "probe")
    .map(({ event }) => JSON.stringify(wireFacts(event)));

const notes = (page: ParsedPage) => page.entries.flatMap((entry) => (entry.kind === "note" ? [entry.note] : []));

/** How often we ourselves logged in. */
const ourLogins = (page: ParsedPage) =>
  page.entries.filter(({ key }) => key.startsWith("[admin login] from source 127.0.0.1")).length;

const isFatal = (pattern: RegExp) => (thrown: unknown) => thrown instanceof FatalError && pattern.test(thrown.message);
const isRetryable = (pattern: RegExp) => (thrown: unknown) =>
  thrown instanceof RetryableError && pattern.test(thrown.message);

/** What the truth says of the newest rows is exactly what was read. */
function assertTrue(page: ParsedPage, truth: readonly string[]): void {
  const read = probes(page);
  assert.deepEqual(read, truth.slice(truth.length - read.length));
}

for (const [seed, firmware] of ["Genie", "R6220", "R6400"].entries()) {
  test(`a first reading of a log as the ${firmware} writes it gets every probe of the ring, oldest first`, async (t) => {
    const { read, truth } = await bench(t, {}, { seed });
    const page = await read();
    assert.ok(truth.length > 30);
    assert.deepEqual(probes(page), truth);
    assert.deepEqual([page.isKeyed, page.timeFrom], [true, "router"]);
    assert.deepEqual(
      page.entries.filter((entry) => entry.kind === "reject"),
      [],
    );
  });

  test(`ten days of readings of a log as the ${firmware} writes it finds every probe that the ring still held`, async (t) => {
    const { read, truth, clock } = await bench(t, {}, { seed });
    const seen = new Set(probes(await read()));
    for (let hours = 0; hours < 10 * 24; hours += 3) {
      clock.nowMs += 3 * hourMs;
      const page = await read();
      assertTrue(page, truth);
      for (const line of probes(page)) seen.add(line);
    }
    assert.deepEqual([...seen].sort(), [...new Set(truth)].sort());
  });
}

test("its log tells the time, the source and where the packet came from, never the door that was knocked on", async (t) => {
  const { truth } = await bench(t);
  const keys = new Set(truth.flatMap((line) => Object.keys(JSON.parse(line))));
  assert.deepEqual([...keys].sort(), ["action", "protocol", "source", "source_port", "time"]);
});

test("most of the log is no probe: backscatter, replies, hits on forwarded ports and the household's own doings", async (t) => {
  const { read, clock } = await bench(t);
  clock.nowMs += 3 * dayMs;
  const page = await read();
  assert.equal(page.entries.length, 256);
  assert.ok(probes(page).length < 128);
  const classes = new Set(
    page.entries.flatMap((entry) => (entry.kind === "event" ? [classify(entry.event, context)] : [])),
  );
  assert.ok(["backscatter", "reply", "probe"].every((name) => [...classes].includes(name as never)));
  assert.ok(["upnp", "dhcp", "internet_connected"].every((note) => notes(page).includes(note)));
});

test("a login costs two requests: the first is refused with a cookie, the second is let in", async (t) => {
  const { simulator } = await bench(t);
  const basic = `Basic ${Buffer.from("admin:password1").toString("base64")}`;
  const ask = (cookie: string) =>
    rawRequest(simulator.url, `GET /FW_log.htm HTTP/1.0\r\nAuthorization: ${basic}\r\nCookie: ${cookie}\r\n\r\n`);
  const first = await ask("");
  assert.match(first.head, /^HTTP\/1\.0 401 .*WWW-Authenticate: Basic realm="NETGEAR R7000"/s);
  const [, token = ""] = /Set-Cookie: (XSRF_TOKEN=\d+)/.exec(first.head) ?? [];
  assert.match((await ask(token)).body, /<textarea NAME="log_detail"/);
  assert.match((await ask("XSRF_TOKEN=1")).head, /401/);
});

test("it logs out after each reading, so that the household can log in", async (t) => {
  const { read } = await bench(t);
  assert.equal(ourLogins(await read()), 1);
  assert.equal(ourLogins(await read()), 2);
});

test("without a logout path it stays logged in: two readings cost one login row", async (t) => {
  const { read } = await bench(t, { options: { logout_path: "" } });
  await read();
  assert.equal(ourLogins(await read()), 1);
});

test("a session that was lost is taken up again in the same pass, and is no wrong password", async (t) => {
  const { read, simulator } = await bench(t, { options: { logout_path: "" } });
  await read();
  simulator.faults.loginTimeout();
  assert.equal(ourLogins(await read()), 2);
});

/** How many wrong passwords the router's log tells of. */
async function loginFailures({ simulator }: FamilyBench): Promise<number> {
  const settings = routerSettings(netgear, { ...simulator.router });
  const source = driver.open(settings, () => Date.UTC(2026, 1, 1));
  const page = driver.parse(await source.fetch(AbortSignal.timeout(10_000)), settings);
  await source.close();
  return notes(page).filter((note) => note === "admin_login_failed").length;
}

test("a wrong password is told at once, sent once and never again", async (t) => {
  const all = await bench(t, { password: "wrong" });
  for (let pass = 0; pass < 5; pass += 1) {
    await assert.rejects(
      all.read(),
      (thrown) => isFatal(/refuses the password/)(thrown) && !String(thrown).includes("wrong"),
    );
  }
  assert.equal(await loginFailures(all), 1);
});

test("a password that was good before is tried again an hour later, not before", async (t) => {
  const all = await bench(t);
  await all.read();
  all.simulator.faults.wrongPassword(true);
  for (let pass = 0; pass < 12; pass += 1) {
    await assert.rejects(all.read(), isFatal(/refuses the password/));
    all.clock.nowMs += 4 * minuteMs;
  }
  all.simulator.faults.wrongPassword(false);
  assert.equal(await loginFailures(all), 1);
  all.clock.nowMs += 13 * minuteMs;
  assert.ok((await all.read()).entries.length > 0);
});

for (const [seed, words] of ["sends on to a question", "says who is there"].entries()) {
  test(`while the router ${words} because another administrator is logged in it waits, and reads when they are gone`, async (t) => {
    const { read, simulator } = await bench(t, {}, { seed });
    await read();
    simulator.faults.otherAdministrator(true);
    for (let pass = 0; pass < 3; pass += 1) await assert.rejects(read(), isRetryable(/somebody else/));
    simulator.faults.otherAdministrator(false);
    assert.ok((await read()).entries.length > 0);
  });
}

test("with take_over it answers the question, throws the other administrator out and reads the log in the same pass", async (t) => {
  const { read, simulator, truth } = await bench(t, { take_over: true });
  await read();
  simulator.faults.otherAdministrator(true);
  assertTrue(await read(), truth);
});

test("where there is no question to answer, take_over waits too", async (t) => {
  const { read, simulator } = await bench(t, { take_over: true }, { seed: 1 });
  simulator.faults.otherAdministrator(true);
  await assert.rejects(read(), isRetryable(/somebody else/));
});

test("a take-over with a wrong id throws nobody out", async (t) => {
  const { read, simulator } = await bench(t);
  simulator.faults.otherAdministrator(true);
  await rawPost(simulator.url, "/multi_login.cgi?id=00", "yes=&act=yes");
  await assert.rejects(read(), isRetryable(/somebody else/));
});

test("after a reboot rows of a clock that was not set yet have no time, and the others have theirs", async (t) => {
  const { read, truth, clock, simulator } = await bench(t);
  await read();
  simulator.faults.reboot();
  clock.nowMs += 4 * hourMs;
  const page = await read();
  assert.deepEqual(
    page.entries.slice(0, 4).map((entry) => (entry.kind === "note" ? entry.note : entry.kind)),
    ["initialized", "internet_connected", "event", "time_synchronized"],
  );
  assert.equal(page.isKeyed, false);
  assertTrue(page, truth);
  assert.deepEqual(
    probes(page)
      .map((line) => "time" in JSON.parse(line))
      .indexOf(true),
    1,
  );
});

test("a cleared log is an empty page, not an error", async (t) => {
  const { read, simulator } = await bench(t);
  simulator.faults.clear();
  const page = await read();
  assert.deepEqual(notes(page), ["admin_login"].slice(0, page.entries.length));
});

test("a frozen log is read as it stands", async (t) => {
  const { read, simulator, clock } = await bench(t);
  const before = await read();
  simulator.faults.freeze(true);
  clock.nowMs += dayMs;
  const after = await read();
  assert.deepEqual(probes(after), probes(before));
});

test("a page that was cut is refused whole, and the next reading is whole again", async (t) => {
  const { read, simulator, truth } = await bench(t);
  simulator.faults.truncate(20);
  for (let pass = 0; pass < 20; pass += 1) await assert.rejects(read(), isRetryable(/ends in the middle/));
  assert.deepEqual(probes(await read()), truth);
});

test("a router that hangs is given up in time, and read again afterwards", async (t) => {
  const { read, simulator } = await bench(t, { timeout_ms: 200 });
  simulator.faults.hang(1);
  await assert.rejects(read(), RetryableError);
  assert.ok((await read()).entries.length > 0);
});

test("a slow router is waited for", async (t) => {
  const { read, simulator, truth } = await bench(t);
  simulator.faults.slow(30);
  assert.deepEqual(probes(await read()), truth);
});

test("heads that end their lines in LF alone are read too", async (t) => {
  const { read, simulator, truth } = await bench(t);
  simulator.faults.lineFeedOnly(true);
  assert.deepEqual(probes(await read()), truth);
});

test("hostile names of sites are notes or rejects, a row each, and change nothing else", async (t) => {
  const { read, simulator, truth } = await bench(t, { options: { logout_path: "" } });
  const before = await read();
  simulator.faults.hostileText();
  const after = await read();
  assert.deepEqual(probes(after), truth);
  assert.equal(after.entries.length, before.entries.length + 9);
});

test("hostile names cannot pass for a whole page when it is cut", async (t) => {
  const { read, simulator } = await bench(t);
  simulator.faults.clear();
  for (let times = 0; times < 5; times += 1) simulator.faults.hostileText();
  for (let times = 0; times < 30; times += 1) {
    simulator.faults.truncate(1);
    await assert.rejects(read(), RetryableError);
  }
});

test("a path that is no log says which option to check", async (t) => {
  for (const log_path of ["/", "/Logs.htm"]) {
    const { read } = await bench(t, { options: { log_path } });
    await assert.rejects(read(), isFatal(/log_path/));
  }
});

test("nobody reads the log without the password", async (t) => {
  const { simulator } = await bench(t);
  assert.doesNotMatch((await rawGet(simulator.url, "/FW_log.htm")).all, /log_detail/);
});

/** A server that gives its answers one after the other, whatever it is asked, and keeps the heads of the requests. */
async function scripted(t: TestContext, answers: readonly string[]) {
  const heads: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (piece) => {
      socket.end(answers[heads.length] ?? "");
      heads.push(piece.toString("latin1"));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, heads };
}

const page = (body: string, header = "") => `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n${header}\r\n${body}`;
const refusal = (token: number) =>
  `HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="NETGEAR"\r\nSet-Cookie: XSRF_TOKEN=${token}\r\n\r\n`;
const emptyLog = "<html><textarea id=log_detail></textarea></html>";

test("a page shorter than its stated length is refused, however whole it looks", async (t) => {
  const { url } = await scripted(t, [page(emptyLog, "Content-Length: 1000\r\n")]);
  const source = driver.open(routerSettings(netgear, { url }), Date.now);
  await assert.rejects(source.fetch(AbortSignal.timeout(5000)), isRetryable(/ends in the middle/));
});

test("a router that is overwhelmed is tried again, one that forbids us or has no such page is not", async (t) => {
  for (const [status, Expected] of [
    ["429 Too Many Requests", RetryableError],
    ["503 Busy", RetryableError],
    ["403 Forbidden", FatalError],
    ["404 Not Found", FatalError],
  ] as const) {
    const { url } = await scripted(t, [`HTTP/1.0 ${status}\r\n\r\n<html></html>`]);
    const source = driver.open(routerSettings(netgear, { url }), Date.now);
    await assert.rejects(source.fetch(AbortSignal.timeout(5000)), Expected);
  }
});

test("a take-over follows the page's own form and begins a session of its own", async (t) => {
  const { url, heads } = await scripted(t, [
    refusal(1),
    page('<script>top.location.href = "MNU_access_multiLogin2.htm";</script>'),
    page('<form action="multi_login.cgi?id=9332ac" method="POST"></form></html>'),
    page("<html></html>"),
    refusal(2),
    page(emptyLog),
  ]);
  const settings = { url, username: "admin", password: "right", take_over: true, options: { logout_path: "" } };
  const source = driver.open(routerSettings(netgear, settings), Date.now);
  await source.fetch(AbortSignal.timeout(5000));
  const asked = heads.map((head) => `${head.split(" HTTP")[0]} ${/^cookie: (.*)$/im.exec(head)?.[1]?.trim() ?? "-"}`);
  assert.deepEqual(asked, [
    "GET /FW_log.htm -",
    "GET /FW_log.htm XSRF_TOKEN=1",
    "GET /MNU_access_multiLogin2.htm XSRF_TOKEN=1",
    "POST /multi_login.cgi?id=9332ac XSRF_TOKEN=1",
    "GET /FW_log.htm -",
    "GET /FW_log.htm XSRF_TOKEN=2",
  ]);
  assert.match(heads[3] ?? "", /\r\n\r\nyes=&act=yes$/);
});

const sample = "../shared/samples/netgear/go-netgearlogs-log.txt";
test("the published log of eight days runs through the ring and is read as it is, its own dates kept", {
  skip: existsSync(sample) ? false : `${sample} is not here`,
}, async (t) => {
  const replay = readFileSync(sample, "utf8").split("\n").filter(Boolean).reverse();
  const { read, truth, clock } = await bench(t, {}, { replay, rate: 1 });
  const seen = new Set<string>();
  const rejects: unknown[] = [];
  for (let hours = 0; hours < 5 * 24; hours += 3) {
    clock.nowMs += 3 * hourMs;
    const page = await read();
    for (const line of probes(page)) seen.add(line);
    rejects.push(...page.entries.filter((entry) => entry.kind === "reject"));
  }
  assert.deepEqual([...seen].sort(), [...truth].sort());
  assert.deepEqual([truth.length, rejects], [32, []]);
  assert.ok(truth.every((line) => JSON.parse(line).time.startsWith("2016-02-")));
});

test("any page gives entries or an error that says what to do, never anything else", () => {
  const settings = routerSettings(netgear);
  const part = fc.constantFrom(
    "<textarea id=log_detail>",
    "</textarea>",
    "</html>",
    "\n",
    "[DoS Attack: ",
    "x] from source: 192.0.2.1",
    "&#10;",
    "<",
    "&",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(part).map((parts) => parts.join("")),
      ),
      (body) => {
        try {
          driver.parse({ body, answeredAtMs: 0 }, settings);
        } catch (thrown) {
          assert.ok(thrown instanceof FatalError || thrown instanceof RetryableError);
        }
      },
    ),
  );
});

test("a page of megabytes that is no log is looked at in a moment", () => {
  const settings = routerSettings(netgear);
  const started = performance.now();
  for (const part of ["<textarea ", "</textarea", "<textarea id=log_detail>", "top.location", "\n[", "&"]) {
    assert.throws(() => driver.parse({ body: part.repeat(2_000_000 / part.length), answeredAtMs: 0 }, settings));
  }
  assert.ok(performance.now() - started < 5000);
});
