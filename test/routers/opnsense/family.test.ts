import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { releasedAtMs } from "../../../src/bridge/release.ts";
import { createPipeline } from "../../../src/bridge.ts";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { openJournal } from "../../../src/journal/open.ts";
import type { JournalWriter } from "../../../src/model/journal.ts";
import { opnsense } from "../../../src/routers/opnsense/index.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";
import { defaultSettings } from "../../support/watch.ts";

const driver = await opnsense.driver();

const path = "/api/diagnostics/firewall/log";

const answered = (value: unknown, status = "200 OK") => {
  const body = JSON.stringify(value);
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

/** A row of that digest, at that hour of a day; newest first in a log. */
const row = (digest: string, hour: number) => ({
  rulenr: "1",
  action: "block",
  dir: "in",
  protoname: "udp",
  src: "203.0.113.9",
  dst: "192.0.2.1",
  __timestamp__: `2026-01-02T${String(hour).padStart(2, "0")}:00:00`,
  __digest__: digest,
});

/** A line to a server that gives these answers one after the other, and what it was asked. */
async function lineTo(t: TestContext, answers: readonly string[], max_page_bytes = 10_000_000) {
  const server = await startRawServer(t, (_, index) => answers[index] ?? answers.at(-1) ?? "");
  const router = routerSettings(opnsense, { url: server.url, username: "key", password: "secret", max_page_bytes });
  const source = driver.open(router, () => 0);
  return {
    source,
    read: async () => driver.parse(await source.fetch(AbortSignal.timeout(5000)), router),
    asked: () => server.requests.map((request) => request.split(" ")[1]?.replace(path, "")),
  };
}

test("it asks for what came since a row some hours before the last one, once that is kept", async (t) => {
  const log = answered([row("d5", 12), row("d4", 11), row("d3", 9), row("d2", 8), row("d1", 0)]);
  const { source, read, asked } = await lineTo(t, [log]);
  await read();
  await read();
  source.kept?.();
  await read();
  assert.deepEqual(asked(), ["?limit=1000", "?limit=1000", "?limit=1000&digest=d3"]);
});

test("a log whose rows are all of the last hours is asked for whole", async (t) => {
  const { source, read, asked } = await lineTo(t, [answered([row("d2", 12), row("d1", 11)])]);
  await read();
  source.kept?.();
  await read();
  assert.deepEqual(asked(), ["?limit=1000", "?limit=1000"]);
});

test("where the last row is not met any more, which the API does not say, more of the log is asked for", async (t) => {
  const before = answered([row("d2", 12), row("d1", 2)]);
  const after = answered([row("d9", 23), row("d8", 22)]);
  const { source, read, asked } = await lineTo(t, [before, after, after]);
  await read();
  source.kept?.();
  await read();
  assert.deepEqual(asked(), ["?limit=1000", "?limit=1000&digest=d1", "?limit=10000&digest=d1"]);
});

test("never more rows are asked for than one answer may hold, and where more were needed the gap is left", async (t) => {
  const before = answered([row("d2", 12), row("d1", 2)]);
  const after = answered(Array.from({ length: 1000 }, (_, index) => row(`e${index}`, 23)));
  for (const [bytes, asked] of [
    [400_000, "?limit=2"],
    [180_000, undefined],
  ] as const) {
    const line = await lineTo(t, [before, after, after], bytes);
    await line.read();
    line.source.kept?.();
    await line.read();
    assert.equal(line.asked()[2]?.slice(0, 8), asked);
    assert.ok(Number(/\d+/.exec(line.asked()[2] ?? "0")?.[0]) < 3000);
  }
});

test("key and secret go with the first request; a refusal names them and is final", async (t) => {
  const { read, asked } = await lineTo(t, [
    answered({ status: 401, message: "Authentication Failed" }, "401 Unauthorized"),
  ]);
  for (let pass = 0; pass < 3; pass += 1)
    await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /key .* secret/.test(thrown.message));
  assert.equal(asked().length, 1);
});

test("a key whose user may not read the log is told which privilege is missing", async (t) => {
  const { read } = await lineTo(t, [answered({ status: 403, message: "Forbidden" }, "403 Forbidden")]);
  await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /privilege/.test(thrown.message));
});

test("an answer that is shorter than it says is read again, and moves nothing on", async (t) => {
  const whole = answered([row("d2", 12), row("d1", 2)]);
  const { source, read, asked } = await lineTo(t, [whole.replace(/Length: \d+/, "Length: 99999"), whole]);
  await assert.rejects(read(), RetryableError);
  await read();
  source.kept?.();
  await read();
  assert.deepEqual(asked(), ["?limit=1000", "?limit=1000", "?limit=1000&digest=d1"]);
});

test("a page that could not be journalled is asked for again, as if it had never been read", async (t) => {
  const server = await startRawServer(t, () => answered([row("d2", 12), row("d1", 2)]));
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  let isFull = true;
  const commit: JournalWriter["commit"] = (pass) => {
    if (isFull) throw new RetryableError("the disk is full");
    return journal.commit(pass);
  };
  const pipeline = createPipeline({
    router: routerSettings(opnsense, { url: server.url, username: "key", password: "secret" }),
    ...{ family: opnsense, driver },
    journal: Object.create(journal, { commit: { value: commit } }),
    detect: defaultSettings,
    now: () => Date.UTC(2027, 0, 3),
    releasedAtMs,
  });
  const pass = () => pipeline.pass(AbortSignal.timeout(5000));
  await assert.rejects(pass(), RetryableError);
  await assert.rejects(pass(), RetryableError);
  isFull = false;
  assert.equal((await pass()).records.length, 2);
  await pass();
  assert.deepEqual(
    server.requests.map((request) => request.includes("digest=d1")),
    [false, false, false, true],
  );
});
