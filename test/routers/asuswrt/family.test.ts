import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { asuswrt } from "../../../src/routers/asuswrt/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await asuswrt.driver();

type Given = Parameters<typeof routerSettings<typeof asuswrt.options>>[1];

const page = (body: string, header = "") => `HTTP/1.0 200 OK\r\n${header}Connection: close\r\n\r\n${body}`;
const letIn = page('{\n"asus_token":"Tok3n-abcdef"\n}');
const loggedOut = page("<script>window.top.location.href='/Main_Login.asp';</script>");
const log = (lines: readonly string[]) => page(JSON.stringify({ "nvram_dump-syslog.log": `${lines.join("\n")}\n` }));
const emptyLog = log([]);

async function lineTo(t: TestContext, answers: readonly string[], given: Given = {}) {
  const server = await startRawServer(t, (_, index) => answers[index] ?? answers.at(-1) ?? "");
  const clock = { nowMs: Date.UTC(2026, 5, 10, 13) };
  const router = routerSettings(asuswrt, { url: server.url, username: "me", password: "s:t", ...given });
  const source = driver.open(router, () => clock.nowMs);
  return {
    ...{ clock, server, source },
    read: async () => driver.parse(await source.fetch(AbortSignal.timeout(5000)), router),
    asked: () => server.requests.map((request) => request.split(" HTTP")[0]),
  };
}

test("it logs in as an app does, reads the log with the token and logs out", async (t) => {
  const { read, server, asked } = await lineTo(t, [letIn, emptyLog]);
  await read();
  const dump = "GET /appGet.cgi?hook=nvram_dump(%22syslog.log%22,%22%22)";
  assert.deepEqual(asked(), ["POST /login.cgi", dump, "GET /Logout.asp"]);
  const [login = "", reading = "", logout = ""] = server.requests;
  const form = new URLSearchParams(login.split("\r\n\r\n")[1]);
  assert.equal(Buffer.from(form.get("login_authorization") ?? "", "base64").toString(), "me:s:t");
  assert.match(login, /^referer: http:\/\/127\.0\.0\.1:\d+\/Main_Login\.asp\r$/im);
  assert.match(login, /^user-agent: asusrouter-/im);
  assert.match(reading, /^referer: http:\/\/127\.0\.0\.1:\d+\/Main_LogStatus_Content\.asp\r$/im);
  for (const request of [reading, logout])
    assert.equal(request.match(/^cookie: asus_token=Tok3n-abcdef\r$/gim)?.length, 1);
});

test("a token that comes as a cookie is sent once", async (t) => {
  const cookie = page("<HTML></HTML>", "Set-Cookie: asus_token=C00kie-abc; HttpOnly\r\n");
  const { read, server } = await lineTo(t, [cookie, emptyLog]);
  await read();
  assert.equal(server.requests[1]?.match(/asus_token=C00kie-abc/g)?.length, 1);
});

test("without a logout path the token is used until the router does not know it, and is begun anew in the same pass", async (t) => {
  const answers = [letIn, emptyLog, emptyLog, loggedOut, letIn, emptyLog];
  const { read, asked } = await lineTo(t, answers, { options: { logout_path: "" } });
  for (let pass = 0; pass < 3; pass += 1) await read();
  assert.deepEqual(
    asked().map((request) => request?.split(" ")[0]),
    ["POST", "GET", "GET", "GET", "POST", "GET"],
  );
});

test("somebody who logs in while we read throws us out, and is left in peace", async (t) => {
  const { read, asked } = await lineTo(t, [letIn, loggedOut]);
  await assert.rejects(
    read(),
    (thrown) => thrown instanceof RetryableError && /somebody logged in/.test(thrown.message),
  );
  assert.equal(asked().filter((request) => request === "POST /login.cgi").length, 1);
});

test("a router that has locked the login is asked again when it says so, not before", async (t) => {
  const locked = page('{"error_status":"7","remaining_lock_time":"120"}');
  const { read, asked, clock } = await lineTo(t, [locked, letIn, emptyLog]);
  await assert.rejects(read(), RetryableError);
  clock.nowMs += 119_000;
  await assert.rejects(read(), /120 s/);
  assert.equal(asked().length, 1);
  clock.nowMs += 1000;
  assert.deepEqual((await read()).entries, []);
});

for (const [number, name, words] of [
  ["9", RetryableError, "somebody else"],
  ["10", FatalError, "captcha"],
  ["11", FatalError, "new password"],
  ["77", FatalError, "no token"],
] as const) {
  test(`the router's answer ${number} to a login is told as ${words}`, async (t) => {
    const inJson = await lineTo(t, [page(`{"error_status":"${number}"}`)]);
    const inPage = await lineTo(t, [
      page(`<HTML><meta content="0; url=Main_Login.asp?error_status=${number}&page=x"></HTML>`),
    ]);
    for (const { read } of [inJson, inPage])
      await assert.rejects(read(), (thrown) => thrown instanceof name && thrown.message.includes(words));
  });
}

const lineOf = (number: number) => `Jun 10 12:00:${String(number % 60).padStart(2, "0")} program: line ${number}`;
const linesOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => lineOf(from + index));

test("only the last lines of the log are looked at, and more where more came since the last reading", async (t) => {
  const answers = [letIn, log(linesOf(0, 3000)), page(""), letIn, log(linesOf(0, 5000)), page("")];
  const { read, source } = await lineTo(t, answers, { options: { tail_lines: 100 } });
  const first = await read();
  assert.deepEqual([first.entries.length, first.entries[0]?.key], [100, lineOf(2900)]);
  source.kept?.();
  const second = await read();
  const keys = new Set(second.entries.map(({ key }) => key));
  assert.ok(keys.has(lineOf(2999)) && keys.has(lineOf(3000)) && keys.has(lineOf(4999)));
  assert.ok(second.entries.length < 2300, `${second.entries.length} lines`);
});

test("a page that was not kept does not move the tail on", async (t) => {
  const answers = [letIn, log(linesOf(0, 300)), page(""), letIn, log(linesOf(0, 900)), page("")];
  const { read } = await lineTo(t, answers, { options: { tail_lines: 100 } });
  await read();
  assert.equal((await read()).entries[0]?.key, lineOf(800));
});

test("what a program writes is a note, whatever it looks like, on a page that is escaped and on one that is not", async (t) => {
  for (const seed of [0, 1]) {
    const { read, simulator } = await benchOf(t, asuswrt, {}, { seed });
    simulator.faults.clear();
    simulator.faults.hostileText();
    assert.deepEqual(
      (await read()).entries.map(({ kind }) => kind).filter((kind) => kind === "event"),
      [],
    );
  }
});

const sample = "../shared/samples/asus/asuswrt-lines.log";
test("published lines are understood", { skip: existsSync(sample) ? false : `${sample} is not here` }, () => {
  const body = JSON.stringify({ "nvram_dump-syslog.log": readFileSync(sample, "utf8") });
  const { entries } = driver.parse({ body, answeredAtMs: Date.UTC(2026, 5, 11) }, routerSettings(asuswrt));
  const kinds = entries.map((entry) => (entry.kind === "event" ? entry.event.action : entry.kind));
  assert.ok(kinds.includes("drop") && kinds.includes("accept") && kinds.includes("note"));
});
