import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ImportJob } from "../../src/model/import-job.ts";
import { writeNetfilterLog } from "../bench/generated-log.ts";
import { dataDir } from "../support/bridge.ts";
import { readEvents } from "../support/event-source.ts";
import { journalledProbes } from "../support/ledger.ts";
import { withoutMosquitto } from "../support/mosquitto.ts";
import { openPageBridge, type PageBridge } from "../support/page-bridge.ts";
import { codeOf } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 120_000 };
const change = { "x-whos-knocking": "1" };

function upload(
  api: PageBridge,
  query: string,
  body: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
) {
  const headers = { ...change, "content-type": "application/octet-stream", ...more };
  return api.ask(`/imports?${query}`, { method: "POST", route: "/imports", headers, body });
}

/** Sends a file and waits until it is brought in, or not. */
async function bringIn(api: PageBridge, query: string, body: string | Uint8Array): Promise<ImportJob> {
  const answer = await upload(api, query, body);
  assert.equal(answer.status, 202, answer.text);
  const { id } = answer.json() as ImportJob;
  for (;;) {
    const job = (await api.ask(`/imports/${id}`, { route: "/imports/{id}" })).json() as ImportJob;
    if (job.state !== "waiting" && job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function knock(second: number, port: number): string {
  const at = `2026-11-02T12:00:${String(second).padStart(2, "0")}+01:00`;
  return `${at} gw kernel: DROP IN=ppp0 OUT= SRC=203.0.113.9 DST=198.51.100.7 LEN=40 PROTO=TCP SPT=4021 DPT=${port} SYN URGP=0\n`;
}

const log = `${knock(0, 445)}what is <b>this</b>\n${knock(1, 22)}`;

test("a log that is uploaded comes into the journal beside the bridge", options, async (t) => {
  const api = await openPageBridge(t, { web: { listen: "127.0.0.1:0", max_upload_mb: 1 } });
  const uploads = () => readdirSync(join(dataDir(api.folder))).filter((name) => name === "uploads");

  await t.test("and what became of its lines is told", async () => {
    const reader = await readEvents(t, `${api.url}/api/v1/stream`);
    const job = await bringIn(api, "router=home&name=kern.log", log);
    assert.deepEqual([job.state, job.name, job.bytes_done, job.lines], ["done", "kern.log", log.length, 3]);
    assert.partialDeepStrictEqual(job.result, {
      ...{ probes: 2, known: 0, from: "2026-11-02T11:00:00.000Z", to: "2026-11-02T11:00:01.000Z" },
      formats: { netfilter: 2 },
      rejects: [{ count: 1, samples: [{ line: 2, text: "what is <b>this</b>" }] }],
    });
    await reader.event(({ event, data }) => event === "import" && data.includes('"done"'));
    const events = await api.ask("/events?from=2026-11-02&to=2026-11-03");
    assert.equal((events.json() as { readonly events: readonly unknown[] }).events.length, 2);
  });

  await t.test("counts nothing twice, packed or not", async () => {
    const job = await bringIn(api, "router=home&name=kern.log.gz", gzipSync(log));
    assert.partialDeepStrictEqual(job.result, { probes: 0, known: 2 });
  });

  await t.test("a damaged one says what is wrong with it, by its own name", async () => {
    const job = await bringIn(api, "router=home&name=cut.gz", gzipSync(log.repeat(50)).subarray(0, 60));
    assert.match(job.result?.failure ?? job.problem ?? "", /^cut\.gz: the packed log is damaged/);
  });

  await t.test("too large a one is refused, whether it says so or not", async () => {
    const large = Buffer.alloc(1_000_001, "x");
    const told = await upload(api, "router=home&name=x", large);
    assert.deepEqual([told.status, codeOf(told)], [413, "too_large"]);
    const untold = await upload(api, "router=home&name=x", large, { "transfer-encoding": "chunked" });
    assert.deepEqual([untold.status, codeOf(untold)], [413, "too_large"]);
  });

  await t.test("what cannot be is refused before it is read", async () => {
    for (const query of ["router=away&name=x", "router=home&name=x&format=morse", "router=home&name=x&timezone=Mars"]) {
      const { status } = await upload(api, query, log);
      assert.equal(status, 422, query);
    }
    assert.equal((await upload(api, "router=home&name=x&date=soon", log)).status, 400);
    assert.equal((await upload(api, "router=home", log)).status, 400);
    const json = await upload(api, "router=home&name=x", "{}", { "content-type": "text/plain" });
    assert.equal(json.status, 415);
  });

  await t.test("leaves no file behind, and is remembered until the bridge stops", async () => {
    const { imports } = (await api.ask("/imports")).json() as { readonly imports: readonly ImportJob[] };
    assert.deepEqual(
      imports.map(({ name }) => name),
      ["cut.gz", "kern.log.gz", "kern.log"],
    );
    for (const folder of uploads()) assert.deepEqual(readdirSync(join(dataDir(api.folder), folder)), []);
    assert.equal((await api.ask("/imports/none", { route: "/imports/{id}" })).status, 404);
    await api.bridge.stop();
    assert.deepEqual(uploads(), []);
  });
});

test("a large log comes in while the bridge goes on, and can be given up", options, async (t) => {
  const api = await openPageBridge(t);
  const file = join(api.folder, "large.log");
  writeNetfilterLog(file, 60_000, 1);
  const large = readFileSync(file);
  const reader = await readEvents(t, `${api.url}/api/v1/stream`);
  const importing = bringIn(api, "router=home&name=large.log", large);
  await reader.event(({ event, data }) => event === "import" && data.includes('"running"'));
  const second = bringIn(api, "router=home&name=second.log", large);
  for (let pass = 0; pass < 3; pass += 1) {
    await api.router.more(2);
    assert.equal((await api.post("/actions/scrape", { router: "home" })).status, 200);
  }
  const job = await importing;
  assert.equal(job.state, "done");
  assert.ok((job.result?.probes ?? 0) > 10_000);
  const { imports } = (await api.ask("/imports")).json() as { readonly imports: readonly ImportJob[] };
  const given = await api.ask(`/imports/${imports[0]?.id}`, {
    method: "DELETE",
    headers: change,
    route: "/imports/{id}",
  });
  assert.equal(given.status, 204);
  assert.ok(["cancelled", "done"].includes((await second).state));
  const { stderr } = await api.bridge.stop();
  assert.doesNotMatch(stderr, /busy with another program|error/);
  const journalled = journalledProbes(dataDir(api.folder), "home");
  assert.ok(journalled.length > (job.result?.probes ?? 0));
});
