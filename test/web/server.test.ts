import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RetryableError } from "../../src/errors.ts";
import { openSocket, rawRequest } from "../support/raw-http.ts";
import { ask, codeOf, openWeb } from "../support/web.ts";

const strict = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
];

test("every answer forbids what a page must not do, refusals too", async (t) => {
  const web = await openWeb(t, { files: { "index.html": "x" } });
  for (const path of ["/", "/health", "/api/v1/info", "/gone"]) {
    const { headers } = await ask(web.url, path);
    assert.equal(headers["content-security-policy"], [...strict, "frame-ancestors 'none'"].join("; "), path);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.equal(headers["server"], undefined);
  }
});

test("the answer of the API is JSON that nothing stores", async (t) => {
  const { status, headers, json } = await ask((await openWeb(t)).url, "/api/v1/info");
  assert.equal(status, 200);
  assert.deepEqual(
    [headers["content-type"], headers["cache-control"]],
    ["application/json; charset=utf-8", "no-store"],
  );
  assert.partialDeepStrictEqual(json(), { version: "0.1.0", is_demo: false });
});

test("what is not there is told in one form (RFC 9457)", async (t) => {
  const { status, headers, json } = await ask((await openWeb(t)).url, "/api/v1/gone");
  assert.equal(status, 404);
  assert.match(headers["content-type"] ?? "", /^application\/problem\+json/);
  assert.deepEqual(json(), { status: 404, title: "Not Found", detail: "there is nothing here", code: "not_found" });
});

test("a method that a path does not have is refused, with those that it has", async (t) => {
  const { url } = await openWeb(t);
  for (const path of ["/api/v1/info", "/api/v1/stream", "/health", "/index.html"]) {
    const answer = await ask(url, path, { method: "PUT", headers: { "x-whos-knocking": "1" } });
    assert.deepEqual([answer.status, answer.headers.allow, codeOf(answer)], [405, "GET", "method_not_allowed"], path);
  }
});

test("a mistake of ours is told to the log, and to nobody else", async (t) => {
  const broken = () => {
    throw new Error("secret detail");
  };
  const web = await openWeb(t, { ports: { overview: broken } });
  const answer = await ask(web.url, "/api/v1/overview");
  assert.deepEqual([answer.status, codeOf(answer)], [500, "internal"]);
  assert.doesNotMatch(answer.text, /secret/);
  assert.match(String(web.defects[0]), /secret detail/);
});

test("what cannot be done now says so", async (t) => {
  const busy = () => {
    throw new RetryableError("the disk is full");
  };
  const answer = await ask((await openWeb(t, { ports: { overview: busy } })).url, "/api/v1/overview");
  assert.deepEqual([answer.status, codeOf(answer), answer.headers["retry-after"]], [503, "unavailable", "5"]);
  assert.match(answer.text, /the disk is full/);
});

test("an address that cannot be read is a bad request", async (t) => {
  const answer = await ask((await openWeb(t)).url, "/%zz");
  assert.deepEqual([answer.status, codeOf(answer)], [400, "bad_request"]);
});

test("the health tells in its status whether the bridge works", async (t) => {
  const well = await ask((await openWeb(t)).url, "/health");
  assert.deepEqual([well.status, well.json()], [200, { status: "ok", problems: [] }]);
  const ill = { status: "failing", problems: ["the journal cannot be read"] } as const;
  const told = await ask((await openWeb(t, { ports: { condition: () => ill } })).url, "/health");
  assert.deepEqual([told.status, told.json()], [503, ill]);
});

const impatient = { headersMs: 100, bodyMs: 100 };

test("a connection on which nothing comes, or a head that never ends, is closed", async (t) => {
  const { url } = await openWeb(t, { settings: { patience: impatient } });
  const silent = openSocket(url);
  await once(silent.resume(), "close");
  const { head } = await rawRequest(url, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", 30_000);
  assert.match(head, /^HTTP\/1.1 408/);
});

test("a body that never ends is not waited for", async (t) => {
  const { url } = await openWeb(t, { settings: { patience: impatient } });
  const begun = [
    "POST /api/v1/info HTTP/1.1\r\nHost: localhost\r\nX-Whos-Knocking: 1\r\n",
    "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
  ];
  const { all } = await rawRequest(url, begun.join(""), 30_000);
  assert.equal(all, "");
});

test("a head that is too long is refused", async (t) => {
  const { url } = await openWeb(t);
  const { head } = await rawRequest(url, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
  assert.match(head, /^HTTP\/1.1 431/);
});

test("a port that is taken is told, and another one is taken where that is allowed", async (t) => {
  const { port } = await openWeb(t);
  await assert.rejects(openWeb(t, { settings: { port } }), (error) => {
    assert.ok(error instanceof RetryableError);
    assert.equal(error.message, `the page cannot be served on 127.0.0.1:${port}: something listens there already`);
    return true;
  });
  const other = await openWeb(t, { settings: { port, otherPorts: 50 } });
  assert.ok(other.port > port && other.port <= port + 50);
});
