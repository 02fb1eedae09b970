import assert from "node:assert/strict";
import { test } from "node:test";
import { readRequest } from "../../../src/routers/simulator/request.ts";

const head = "POST /in?a=1&b=%26 HTTP/1.0\r\nHost: router\r\nCONTENT-LENGTH: 11\r\n\r\n";

test("a request is read when its last character is there, and not before", () => {
  const whole = `${head}user=a&pw=b`;
  for (let length = 0; length < whole.length; length += 1) {
    assert.equal(readRequest(whole.slice(0, length), "192.168.1.2"), undefined, `${length} characters`);
  }
  const request = readRequest(whole, "192.168.1.2");
  assert.ok(request);
  assert.deepEqual([request.method, request.path, request.address], ["POST", "/in", "192.168.1.2"]);
  assert.deepEqual(Object.fromEntries(request.query), { a: "1", b: "&" });
  assert.deepEqual(Object.fromEntries(request.form), { user: "a", pw: "b" });
  assert.equal(request.headers.get("host"), "router");
});

test("lines may end in LF alone, and nonsense is a request too", () => {
  assert.equal(readRequest("GET /x\nHost: a\n\n", "")?.path, "/x");
  assert.equal(readRequest("\r\n\r\n", "")?.method, "");
});
