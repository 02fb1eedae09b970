import assert from "node:assert/strict";
import { test } from "node:test";
import { type ResolveOptions, resolveNow } from "../../src/enrich/resolve-now.ts";
import { ptr, startDnsServer, zone } from "../support/dns-server.ts";

function options(servers: readonly string[], more: Partial<ResolveOptions> = {}): ResolveOptions {
  const dns = { enabled: true, servers, per_minute: 1, concurrency: 1, timeout_ms: 1000, confirm: false, never: [] };
  return { dns, mayAsk: () => true, ...more };
}

const many = Array.from({ length: 2000 }, (_, index) => `2001:db8::${index.toString(16)}`);

test("two thousand names are found at once, whatever the background may ask in a minute, and each is told", async (t) => {
  const server = await startDnsServer(t, ({ name }) => [ptr(`h${name.slice(0, 7).replaceAll(".", "")}.example.net`)]);
  const progress: number[] = [];
  const onProgress = (done: number, total: number) => progress.push(done, total);
  const startedMs = performance.now();
  const { labels, unanswered } = await resolveNow([...many, ...many], options([server.address], { onProgress }));
  t.diagnostic(`${labels.size} names in ${Math.round(performance.now() - startedMs)} ms`);
  assert.equal(unanswered, 0);
  assert.deepEqual(new Set(labels.keys()), new Set(many));
  assert.deepEqual(labels.get("2001:db8::1a2"), {
    ...{ hostname: "h2a10.example.net", isForwardConfirmed: false, domain: "example.net", tld: "net" },
  });
  assert.deepEqual(
    progress.filter((_, place) => place % 2 === 0),
    many.map((_, index) => index + 1),
  );
  assert.deepEqual(new Set(progress.filter((_, place) => place % 2 === 1)), new Set([many.length]));
});

test("what has no name, may not be asked about or is no address is told apart from what got no answer", async (t) => {
  const records = zone({ "1.2.0.192.in-addr.arpa": [ptr("a.example.net")] });
  const server = await startDnsServer(t, (question) =>
    question.name.startsWith("3.") ? "silence" : records(question),
  );
  const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "10.0.0.1", "no address"];
  const mayAsk = (address: string) => !address.startsWith("10.");
  const { labels, unanswered } = await resolveNow(addresses, options([server.address], { mayAsk }));
  assert.deepEqual([...labels.keys()].sort(), ["192.0.2.1", "192.0.2.2"]);
  assert.deepEqual(labels.get("192.0.2.2"), {});
  assert.equal(unanswered, 1);
});

test("where DNS is switched off nobody is asked", async (t) => {
  const server = await startDnsServer(t, () => [ptr("a.example.net")]);
  const { dns, ...rest } = options([server.address]);
  const { labels, unanswered } = await resolveNow(many, { ...rest, dns: { ...dns, enabled: false } });
  assert.deepEqual([labels.size, unanswered, server.asked], [0, many.length, []]);
});

test("where nobody answers it gives up after the first round", async (t) => {
  const server = await startDnsServer(t, () => "silence");
  const { dns, ...rest } = options([server.address]);
  const { labels, unanswered } = await resolveNow(many, { ...rest, dns: { ...dns, timeout_ms: 250 } });
  assert.deepEqual([labels.size, unanswered], [0, many.length]);
  assert.ok(new Set(server.asked).size <= 128, `${new Set(server.asked).size} addresses`);
});

test("an abort ends it at once with what there is", async (t) => {
  const server = await startDnsServer(t, ({ name }) => (name.startsWith("1.") ? [ptr("a.example.net")] : "silence"));
  const stop = new AbortController();
  const addresses = ["192.0.2.1", ...many];
  const slow = { ...options([server.address]).dns, timeout_ms: 60_000 };
  const onProgress = () => stop.abort();
  const found = await resolveNow(addresses, { dns: slow, mayAsk: () => true, signal: stop.signal, onProgress });
  assert.equal(found.labels.get("192.0.2.1")?.hostname, "a.example.net");
  assert.ok(found.labels.size < 300);
  const none = await resolveNow(addresses, { dns: slow, mayAsk: () => true, signal: stop.signal });
  assert.equal(none.labels.size, 0);
});
