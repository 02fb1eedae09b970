import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type AskOptions, ask, codeOf, openWeb, type WebAnswer } from "../support/web.ts";

const password = "correct horse battery";

/** A page with a password, and a clock that only the test moves. */
async function scene(t: TestContext) {
  const clock = { nowMs: Date.parse("2026-12-01T12:00:00Z") };
  const web = await openWeb(t, {
    settings: { password, now: () => clock.nowMs },
    files: { "index.html": "<!doctype html>" },
  });
  const enter = (given: string) =>
    ask(web.url, "/api/v1/session", {
      method: "POST",
      headers: { "x-whos-knocking": "1", "content-type": "application/json" },
      body: JSON.stringify({ password: given }),
    });
  return { ...web, clock, enter };
}

function cookieOf(answer: WebAnswer): string {
  return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

const basic = (given: string): AskOptions => ({
  headers: { authorization: `Basic ${Buffer.from(`any:${given}`).toString("base64")}` },
});

test("without the password there is the page itself, its health, and nothing else", async (t) => {
  const { url } = await scene(t);
  for (const path of ["/", "/health", "/api/v1/session"]) assert.equal((await ask(url, path)).status, 200, path);
  for (const path of ["/api/v1/info", "/api/v1/overview", "/api/v1/config", "/api/v1/stream", "/metrics"]) {
    const answer = await ask(url, path);
    assert.deepEqual([answer.status, codeOf(answer)], [401, "unauthorized"], path);
    // No window of the browser's own pops up.
    assert.equal(answer.headers["www-authenticate"], 'Session realm="whos-knocking"');
  }
});

test("the password opens a session, which no script sees and no other site can use", async (t) => {
  const { url, enter } = await scene(t);
  const entered = await enter(password);
  assert.equal(entered.status, 204);
  assert.match(
    entered.headers["set-cookie"]?.[0] ?? "",
    /^whos_knocking_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
  );
  const cookie = `theme=dark; ${cookieOf(entered)}`;
  assert.equal((await ask(url, "/api/v1/info", { headers: { cookie } })).status, 200);
  assert.partialDeepStrictEqual((await ask(url, "/api/v1/session", { headers: { cookie } })).json(), {
    is_password_needed: true,
    is_open: true,
  });
  const leave = { method: "DELETE", headers: { cookie, "x-whos-knocking": "1" } };
  assert.equal((await ask(url, "/api/v1/session", leave)).status, 204);
  assert.equal((await ask(url, "/api/v1/info", { headers: { cookie } })).status, 401);
});

test("a session that nobody used for a month is over, and each use keeps it", async (t) => {
  const { url, clock, enter } = await scene(t);
  const cookie = cookieOf(await enter(password));
  const status = async () => (await ask(url, "/api/v1/info", { headers: { cookie } })).status;
  clock.nowMs += 29 * 86_400_000;
  assert.equal(await status(), 200);
  clock.nowMs += 29 * 86_400_000;
  assert.equal(await status(), 200);
  clock.nowMs += 31 * 86_400_000;
  assert.equal(await status(), 401);
});

test("a session that somebody makes up is none", async (t) => {
  const { url } = await scene(t);
  for (const session of ["", "x", "__proto__", "a".repeat(43)]) {
    const cookie = `whos_knocking_session=${session}`;
    assert.equal((await ask(url, "/api/v1/info", { headers: { cookie } })).status, 401);
  }
});

test("who is wrong five times waits a minute, even with the right one then", async (t) => {
  const { clock, enter } = await scene(t);
  for (const wrong of ["", "correct", "correct horse batterz", "x", "y"]) {
    const answer = await enter(wrong);
    assert.deepEqual([answer.status, codeOf(answer)], [401, "unauthorized"]);
  }
  const hasty = await enter(password);
  assert.deepEqual([hasty.status, codeOf(hasty), hasty.headers["retry-after"]], [429, "too_many_requests", "60"]);
  clock.nowMs += 60_001;
  assert.equal((await enter("z")).status, 401);
  assert.equal((await enter(password)).status, 429);
  clock.nowMs += 60_001;
  assert.equal((await enter(password)).status, 204);
  assert.equal((await enter("wrong again")).status, 401);
  assert.equal((await enter(password)).status, 204);
});

test("of those who try at once only some are heard", async (t) => {
  const { enter } = await scene(t);
  const answers = await Promise.all(Array.from({ length: 30 }, () => enter(password)));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [204, 429]);
});

test("programs give the password with each request", async (t) => {
  const { url } = await scene(t);
  assert.equal((await ask(url, "/api/v1/info", basic(password))).status, 200);
  assert.equal((await ask(url, "/api/v1/info", basic("wrong"))).status, 401);
  assert.equal((await ask(url, "/api/v1/info", { headers: { authorization: "Basic" } })).status, 401);
});

test("Home Assistant lets in its own people: under ingress no password is asked for", async (t) => {
  const web = await openWeb(t, { settings: { password, isIngress: true } });
  // The test asks from elsewhere, so it is refused for that, and not for want of a password.
  assert.equal(codeOf(await ask(web.url, "/api/v1/info")), "forbidden");
});

test("a body of any other form is refused before anybody looks at it", async (t) => {
  const { url } = await scene(t);
  const send = async (body: string, type = "application/json") => {
    const headers = { "x-whos-knocking": "1", "content-type": type };
    const answer = await ask(url, "/api/v1/session", { method: "POST", headers, body });
    return [answer.status, codeOf(answer)];
  };
  assert.deepEqual(await send("{"), [400, "bad_request"]);
  assert.deepEqual(await send("{}"), [400, "bad_request"]);
  assert.deepEqual(await send('{"password":1,"__proto__":{}}'), [400, "bad_request"]);
  assert.deepEqual(await send('{"password":"x","more":1}'), [400, "bad_request"]);
  assert.deepEqual(await send("password=x", "application/x-www-form-urlencoded"), [415, "unsupported_media_type"]);
  assert.deepEqual(await send(`{"password":"${"x".repeat(70_000)}"}`), [413, "too_large"]);
});
