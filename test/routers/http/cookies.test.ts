import assert from "node:assert/strict";
import { test } from "node:test";
import { createCookieJar } from "../../../src/routers/http/cookies.ts";
import { get, openClient } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

const nowMs = Date.UTC(2026, 10, 22);

interface Case {
  readonly name: string;
  readonly set: readonly string[];
  readonly path?: string;
  readonly sent: string | undefined;
}

const cases: readonly Case[] = [
  { name: "one cookie", set: ["a=1"], sent: "a=1" },
  { name: "two headers", set: ["a=1", "b=2"], sent: "a=1; b=2" },
  {
    name: "attributes of all kinds",
    set: ["a=1; Secure; HttpOnly; SameSite=Strict; Domain=router; Version=1;"],
    sent: "a=1",
  },
  { name: "a value with = and blanks around it", set: [" a = x=y== ; path = /"], sent: "a=x=y==" },
  { name: "an empty value", set: ["a="], sent: "a=" },
  { name: "the later of two values", set: ["a=1", "a=2"], sent: "a=2" },
  { name: "a cookie deleted by Max-Age", set: ["a=1", "a=; Max-Age=0"], sent: undefined },
  {
    name: "a cookie deleted by a past date",
    set: ["a=1", "a=x; expires=Thu, 01-Jan-1970 00:00:00 GMT"],
    sent: undefined,
  },
  { name: "Max-Age before Expires", set: ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"], sent: "a=1" },
  { name: "a date that cannot be read", set: ["a=1; Expires=whenever"], sent: "a=1" },
  { name: "a date to come", set: ["a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT"], sent: "a=1" },
  { name: "a path above", set: ["a=1; Path=/cgi-bin"], path: "/cgi-bin/log?x=/y", sent: "a=1" },
  { name: "a path that only looks alike", set: ["a=1; Path=/cgi"], path: "/cgi-bin/log", sent: undefined },
  { name: "a path with a slash at its end", set: ["a=1; Path=/cgi-bin/"], path: "/cgi-bin/log", sent: "a=1" },
  { name: "another path", set: ["a=1; Path=/cgi-bin"], path: "/", sent: undefined },
  { name: "a path that is none", set: ["a=1; Path=cgi-bin"], path: "/", sent: "a=1" },
  { name: "no path: every page", set: ["a=1"], path: "/any/page", sent: "a=1" },
  { name: "a word without a value", set: ["nonsense", "=x", ""], sent: undefined },
  { name: "control characters", set: ["a=1\u0001b"], sent: undefined },
  { name: "a cookie of five thousand characters", set: [`a=${"x".repeat(5000)}`], sent: undefined },
];

for (const { name, set, path = "/", sent } of cases) {
  test(`cookies: ${name}`, () => {
    const jar = createCookieJar(() => nowMs);
    jar.store(set);
    assert.equal(jar.headerFor(path), sent);
  });
}

test("storing tells whether a cookie is new or has another value", () => {
  const jar = createCookieJar(() => nowMs);
  assert.equal(jar.store(["a=1"]), true);
  assert.equal(jar.store(["a=1; Path=/"]), false);
  assert.equal(jar.store(["a=2"]), true);
  assert.equal(jar.store([]), false);
});

test("a router that sets ever new cookies is not remembered without end", () => {
  const jar = createCookieJar(() => nowMs);
  for (let index = 0; index < 1000; index += 1) jar.store([`c${index}=1`]);
  assert.equal(jar.headerFor("/")?.split("; ").length, 50);
  assert.equal(jar.get("c999"), "1");
  assert.equal(jar.get("c0"), undefined);
});

test("cookies of an answer go with the next request, can be seen and forgotten", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.0 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nx");
  for (const reader of ["strict", "lenient"] as const) {
    const client = openClient(t, server.url, { reader });
    const answer = await get(client);
    assert.deepEqual(answer.headers("Set-Cookie"), ["a=1", "b=2"]);
    assert.deepEqual(answer.headers("x-none"), []);
    await get(client);
    assert.match(server.requests.at(-1) ?? "", /^Cookie: a=1; b=2\r$/m);
    assert.equal(client.cookie("b"), "2");
    client.forgetCookies();
    assert.equal(client.cookie("b"), undefined);
    await get(client);
    assert.doesNotMatch(server.requests.at(-1) ?? "", /cookie/i);
  }
});
