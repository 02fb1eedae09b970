import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { openVisits, type Visit } from "../../../src/routers/http/visits.ts";
import { netgear } from "../../../src/routers/netgear/index.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const hourMs = 3_600_000;
const page = (body: string, head = "") => `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n${head}\r\n${body}`;
const refusal = 'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\n\r\nno';

/** A line to a server that answers by what it is asked for, read by `read`. */
async function line(
  t: Parameters<typeof startRawServer>[0],
  answer: (request: string) => string,
  read: (visit: Visit) => Promise<string> = async (visit) => (await visit.page("/log", "the log page")).body,
) {
  const server = await startRawServer(t, answer);
  const clock = { nowMs: 0 };
  const settings = routerSettings(netgear, { url: server.url, username: "admin", password: "secret-7d1" });
  const source = openVisits(settings, () => clock.nowMs, {
    login: "basic",
    read: async (visit) => ({ body: await read(visit), answeredAtMs: clock.nowMs }),
  });
  t.after(() => source.close());
  return { server, clock, fetch: () => source.fetch(AbortSignal.timeout(5000)) };
}

const isFatal = (words: RegExp) => (thrown: unknown) =>
  thrown instanceof FatalError && words.test(thrown.message) && !thrown.message.includes("secret-7d1");

test("a page that is whole is given back", async (t) => {
  const { fetch } = await line(t, () => page("the log"));
  assert.equal((await fetch()).body, "the log");
});

test("a password that was never right is sent once, and then nothing is sent any more", async (t) => {
  const { fetch, server, clock } = await line(t, () => refusal);
  for (let pass = 0; pass < 4; pass += 1) {
    await assert.rejects(fetch(), isFatal(/refuses the password/));
    clock.nowMs += hourMs;
  }
  assert.equal(server.requests.filter((request) => /^authorization:/im.test(request)).length, 1);
});

test("one that was right is tried again after an hour", async (t) => {
  let isRefused = false;
  const { fetch, server, clock } = await line(t, () => (isRefused ? refusal : page("the log")));
  await fetch();
  isRefused = true;
  await assert.rejects(fetch(), isFatal(/refuses the password/));
  const asked = server.requests.length;
  clock.nowMs += hourMs - 1;
  await assert.rejects(fetch(), isFatal(/refuses the password/));
  assert.equal(server.requests.length, asked);
  isRefused = false;
  clock.nowMs += 1;
  assert.equal((await fetch()).body, "the log");
});

test("a page that was cut is read again, one that is not there is not", async (t) => {
  const cut = await line(t, () => page("the l", "Content-Length: 7\r\n"));
  await assert.rejects(
    cut.fetch(),
    (thrown) => thrown instanceof RetryableError && /in the middle/.test(thrown.message),
  );
  const none = await line(t, () => "HTTP/1.0 404 Not Found\r\n\r\n");
  await assert.rejects(none.fetch(), isFatal(/no page \/log, where the log page should be/));
});

test("what becomes of leaving is of no interest", async (t) => {
  const { fetch, server } = await line(
    t,
    (request) => (request.startsWith("GET /out") ? "HTTP/1.0 500 No\r\n\r\n" : page("the log")),
    async (visit) => {
      const { body } = await visit.page("/log", "the log page");
      await visit.leave("/out");
      return body;
    },
  );
  assert.equal((await fetch()).body, "the log");
  assert.equal(server.requests.length, 2);
});
