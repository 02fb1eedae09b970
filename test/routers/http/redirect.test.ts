import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { get, openClient, post } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

const page = "HTTP/1.0 200 OK\r\n\r\nhere";

function moved(status: number, location: string, ...lines: readonly string[]): string {
  return `HTTP/1.0 ${status} Moved\r\nLocation: ${location}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
}

function firstWords(requests: readonly string[]): readonly string[] {
  return requests.map((request) => request.split(" ", 2).join(" "));
}

const cases = [
  { status: 301, method: "GET", after: "GET" },
  { status: 302, method: "GET", after: "GET" },
  { status: 307, method: "GET", after: "GET" },
  { status: 301, method: "POST", after: "GET" },
  { status: 302, method: "POST", after: "GET" },
  { status: 303, method: "POST", after: "GET" },
  { status: 307, method: "POST", after: "POST" },
  { status: 308, method: "POST", after: "POST" },
] as const;

for (const { status, method, after } of cases) {
  test(`a ${method} that is moved by ${status} within the router goes on as a ${after}`, async (t) => {
    const server = await startRawServer(t, (request) =>
      request.includes(" /new") ? page : moved(status, "../new?a=1#part", "Set-Cookie: s=1"),
    );
    const client = openClient(t, server.url);
    const answer = method === "GET" ? await get(client, "/old/page") : await post(client, "/old/page", { f: "1" });
    assert.deepEqual([answer.body, answer.path], ["here", "/new?a=1"]);
    assert.deepEqual(firstWords(server.requests), [`${method} /old/page`, `${after} /new?a=1`]);
    const last = server.requests[1] ?? "";
    assert.match(last, /^cookie: s=1\r$/im);
    assert.equal(last.endsWith("\r\n\r\nf=1"), after === "POST");
    assert.equal(/content-type/i.test(last), after === "POST");
  });
}

test("an address with the router's own host is within the router", async (t) => {
  const server = await startRawServer(t, (request) =>
    request.includes(" /new") ? page : moved(302, `${server.url}/new`),
  );
  assert.equal((await get(openClient(t, server.url))).body, "here");
});

test("a redirect to another place is refused with what to do, and nothing goes there", async (t) => {
  const other = await startRawServer(t, () => page);
  const places: Readonly<Record<string, RegExp>> = {
    [`${other.url}/login`]: /127\.0\.0\.1:\d+.*change `url`/,
    [`//127.0.0.1:${other.port}/login`]: /127\.0\.0\.1:\d+.*change `url`/,
    "ftp://192.168.1.1/": /ftp:\/\/192\.168\.1\.1/,
    "javascript:alert(1)": /a javascript: address/,
  };
  for (const [place, words] of Object.entries(places)) {
    let letIn = 0;
    const server = await startRawServer(t, (request) => {
      if (!/authorization/i.test(request)) return 'HTTP/1.0 401 NG\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n';
      letIn += 1;
      return moved(302, place, "Set-Cookie: session=secret");
    });
    const client = openClient(t, server.url, { credentials: { username: "admin", password: "secret" } });
    await assert.rejects(get(client), (error) => {
      assert.ok(error instanceof FatalError);
      assert.match(error.message, words);
      assert.doesNotMatch(`${error.message}${JSON.stringify(error.facts)}`, /secret/);
      return true;
    });
    assert.equal(letIn, 1);
  }
  assert.equal(other.connections, 0);
});

test("https on the same host is another place", async (t) => {
  const server = await startRawServer(t, () => moved(301, `https://127.0.0.1:${server.port}/`));
  await assert.rejects(get(openClient(t, server.url)), {
    name: "FatalError",
    message: new RegExp(`https://127\\.0\\.0\\.1:${server.port}.*change \`url\``),
  });
  assert.equal(server.requests.length, 1);
});

test("a circle of redirects ends after five", async (t) => {
  const server = await startRawServer(t, (_request, index) => moved(302, `/${index}`));
  await assert.rejects(get(openClient(t, server.url)), RetryableError);
  assert.equal(server.requests.length, 6);
});

test("a redirect that names no usable place is the answer", async (t) => {
  for (const head of [
    "HTTP/1.0 302 Moved\r\n\r\n",
    moved(302, ""),
    moved(302, "http://["),
    "HTTP/1.0 304 Not Modified\r\n\r\n",
  ]) {
    const server = await startRawServer(t, () => head);
    assert.ok((await get(openClient(t, server.url))).status >= 300);
    assert.equal(server.requests.length, 1);
  }
});
