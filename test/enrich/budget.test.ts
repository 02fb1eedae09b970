import assert from "node:assert/strict";
import { test } from "node:test";
import { limitDns } from "../../src/enrich/budget.ts";
import type { Dns, Reply } from "../../src/enrich/dns.ts";

const none: Reply = { kind: "none" };
const minuteMs = 60_000;

test("a clock that is set back holds up nobody", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 10 * minuteMs;
  let asked = 0;
  const ask = async (): Promise<Reply> => {
    asked += 1;
    return none;
  };
  const dns: Dns = { servers: [], names: ask, addresses: ask, texts: ask, close: () => undefined };
  const limited = limitDns(dns, 2, () => nowMs, new AbortController().signal);
  await Promise.all([limited.names("192.0.2.1"), limited.texts("a.example.net")]);
  nowMs = minuteMs;
  assert.deepEqual(await limited.addresses("a.example.net", 4), none);
  assert.equal(asked, 3);
});

test("a question that waits for its turn ends with the signal, without being asked", async () => {
  const stop = new AbortController();
  const ask = async (): Promise<Reply> => none;
  const dns: Dns = { servers: [], names: ask, addresses: ask, texts: ask, close: () => undefined };
  const limited = limitDns(dns, 1, () => 0, stop.signal);
  await limited.names("192.0.2.1");
  const waiting = limited.names("192.0.2.2");
  stop.abort();
  assert.deepEqual(await waiting, { kind: "failed", code: "ABORTED" });
});
