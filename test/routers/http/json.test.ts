import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, itemsOf, readJson, textOf } from "../../../src/routers/http/json.ts";
import { get, openClient } from "../../support/http-client.ts";
import { startRawServer } from "../../support/raw-server.ts";

test("a body of JSON is sent in ASCII, with its type and its length", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  const client = openClient(t, server.url);
  const json = { password: "pässwörd 🔑", list: [1, true, null] };
  await client.request({ method: "POST", path: "/in", json, signal: new AbortController().signal });
  const [request = ""] = server.requests;
  const [head = "", body = ""] = request.split("\r\n\r\n");
  assert.match(head, /^content-type: application\/json\r$/im);
  assert.match(head, new RegExp(`^content-length: ${body.length}\\r?$`, "im"));
  assert.match(body, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(body), json);
});

test("where nobody challenges, Basic is sent with the first request, and once a request when it is refused", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
  const credentials = { username: "key", password: "secret", isUnasked: true };
  const client = openClient(t, server.url, { credentials });
  for (const asked of [1, 2]) {
    assert.equal((await get(client)).status, 401);
    assert.equal(server.requests.length, asked);
    assert.match(server.requests[asked - 1] ?? "", /^authorization: Basic a2V5OnNlY3JldA==\r$/im);
  }
});

test("an answer is JSON, a part of it, or something else", () => {
  assert.deepEqual(readJson(' {"a":[1]} '), { kind: "json", value: { a: [1] } });
  for (const cut of ["", " \n", "{", '{"a":[1', "[1,"]) assert.deepEqual(readJson(cut), { kind: "cut" });
  for (const other of ["<html>", "Not found"]) assert.deepEqual(readJson(other), { kind: "other" });
});

test("what is no object has no fields, what is no list no items, what is no text is none", () => {
  assert.deepEqual(fieldsOf({ a: 1 }), { a: 1 });
  for (const value of [null, undefined, "a", 1, [1]]) assert.deepEqual(fieldsOf(value), {});
  assert.equal(fieldsOf(JSON.parse('{"__proto__":{"polluted":1}}'))["polluted"], undefined);
  assert.deepEqual([itemsOf([1]), itemsOf({ length: 1 }), itemsOf("ab")], [[1], undefined, undefined]);
  assert.deepEqual([textOf("a"), textOf(1), textOf(null)], ["a", undefined, undefined]);
});
