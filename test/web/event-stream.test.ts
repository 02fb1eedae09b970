import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveEvent } from "../../src/model/live.ts";
import { type EventReader, readEvents } from "../support/event-source.ts";
import { ask, openWeb } from "../support/web.ts";

const reading = (problem: string): LiveEvent => ({
  event: "reading",
  data: { router: "home", is_readable: false, problem },
});
const digest = (count: number): LiveEvent => ({ event: "probes", data: { router: "home", count, events: [] } });

test("a stream begins with who we are and what holds", async (t) => {
  const web = await openWeb(t);
  web.live.tell(reading("wrong password"));
  web.live.tell(digest(3));
  web.live.tell(reading("no answer"));
  const reader = await readEvents(t, `${web.url}/api/v1/stream`);
  await reader.event(({ event }) => event === "reading");
  const { headers } = reader.response;
  assert.equal(headers["content-type"], "text/event-stream");
  assert.equal(headers["cache-control"], "no-cache, no-transform");
  assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
  assert.match(reader.text(), /^retry: 3000\n/);
  assert.deepEqual(
    reader.events.map(({ event }) => event),
    ["hello", "reading"],
  );
  assert.deepEqual(Object.keys(JSON.parse(reader.events[0]?.data ?? "")), ["version", "now", "run"]);
  assert.equal(JSON.parse(reader.events[1]?.data ?? "").problem, "no answer");
});

test("what happens is told to everybody, under an id of its own", async (t) => {
  const web = await openWeb(t);
  const readers = [await readEvents(t, `${web.url}/api/v1/stream`), await readEvents(t, `${web.url}/api/v1/stream`)];
  for (const reader of readers) await reader.event(({ event }) => event === "hello");
  web.live.tell(digest(1));
  web.live.tell(digest(2));
  for (const reader of readers) {
    await reader.event(({ data }) => data.includes('"count":2'));
    const told = reader.events.filter(({ event }) => event === "probes");
    assert.deepEqual(
      told.map(({ data }) => JSON.parse(data).count),
      [1, 2],
    );
    assert.equal(new Set(told.map(({ id }) => id)).size, 2);
  }
});

test("who comes back is told what was missed, and nothing twice", async (t) => {
  const web = await openWeb(t);
  const first = await readEvents(t, `${web.url}/api/v1/stream`);
  await first.event(({ event }) => event === "hello");
  web.live.tell(digest(1));
  const { id } = await first.event(({ event }) => event === "probes");
  first.close();
  web.live.tell(digest(2));
  web.live.tell(digest(3));
  const again = await readEvents(t, `${web.url}/api/v1/stream`, { "last-event-id": id });
  await again.event(({ data }) => data.includes('"count":3'));
  assert.deepEqual(
    again.events.slice(1).map(({ data }) => JSON.parse(data).count),
    [2, 3],
  );
});

for (const [name, lastId] of [
  ["of another run", "another-5"],
  ["that was never given", "RUN-99999"],
  ["that is none", "RUN-x"],
] as const) {
  test(`who comes back with an id ${name} begins anew`, async (t) => {
    const web = await openWeb(t);
    web.live.tell(reading("no answer"));
    const first = await readEvents(t, `${web.url}/api/v1/stream`);
    const { data } = await first.event(({ event }) => event === "hello");
    const id = lastId.replace("RUN", JSON.parse(data).run);
    const again = await readEvents(t, `${web.url}/api/v1/stream`, { "last-event-id": id });
    await again.event(({ event }) => event === "reading");
  });
}

test("a reader that does not read is cut off, and the others are not", async (t) => {
  const web = await openWeb(t);
  const slow = await readEvents(t, `${web.url}/api/v1/stream`);
  const quick = await readEvents(t, `${web.url}/api/v1/stream`);
  await slow.event(({ event }) => event === "hello");
  slow.response.pause();
  const large = reading("x".repeat(100_000));
  let told = 0;
  while (web.streams() === 2) {
    web.live.tell(large);
    told += 1;
    await quick.event(() => quick.events.filter(({ event }) => event === "reading").length >= told);
    assert.ok(told < 1000, "it was never cut off");
  }
  web.live.tell(digest(7));
  await quick.event(({ event }) => event === "probes");
});

test("1,024 look on, one more is told to come back, and is let in once somebody has gone", async (t) => {
  const most = 1024;
  const web = await openWeb(t);
  const url = `${web.url}/api/v1/stream`;
  const readers: EventReader[] = [];
  // A listening socket lets only so many wait at once.
  while (readers.length < most)
    readers.push(...(await Promise.all(Array.from({ length: 64 }, () => readEvents(t, url)))));
  assert.equal(web.streams(), most);

  const refused = await ask(web.url, "/api/v1/stream");
  assert.deepEqual([refused.status, refused.headers["retry-after"]], [503, "60"]);
  assert.match(refused.text, /1024 event streams are open already/);
  assert.equal(web.streams(), most);
  assert.equal((await ask(web.url, "/health")).status, 200, "everything else is answered");
  web.live.tell(digest(5));
  await Promise.all(readers.map((reader) => reader.event(({ event }) => event === "probes")));

  const [first] = readers;
  first?.close();
  while (web.streams() === most) await new Promise((resolve) => setImmediate(resolve));
  const late = await readEvents(t, url);
  assert.equal(late.response.statusCode, 200);
  await late.event(({ event }) => event === "hello");
  assert.equal(web.streams(), most);
});

test("the page closes with its streams", async (t) => {
  const web = await openWeb(t);
  const reader = await readEvents(t, `${web.url}/api/v1/stream`);
  await reader.event(({ event }) => event === "hello");
  await web.close();
  await reader.ended;
  await assert.rejects(ask(web.url, "/health"));
});
