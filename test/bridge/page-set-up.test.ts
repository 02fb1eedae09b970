import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import type { Setup, WrittenConfig } from "../../src/model/set-up.ts";
import type { Overview } from "../../src/model/web.ts";
import { describedApi } from "../support/api-document.ts";
import { startRouter } from "../support/bridge.ts";
import { readEvents } from "../support/event-source.ts";
import { temporaryFolder } from "../support/folder.ts";
import { withoutMosquitto } from "../support/mosquitto.ts";
import { busy, openPageBridge, withPage } from "../support/page-bridge.ts";
import { startProgram } from "../support/program.ts";
import { codeOf } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };

test("the demo's page leads to a configuration of one's own", { timeout: 60_000 }, async (t) => {
  const cwd = temporaryFolder(t);
  const { router } = await startRouter(t, busy);
  const env = { ...withPage, WHOS_KNOCKING_WEB_LISTEN: "127.0.0.1:0" };
  const demo = startProgram(t, [], { cwd, env });
  const [, url = ""] = await demo.seen("stderr", / {2}page {4}(http:\S+)\/\n/);
  const [, demoRouter = ""] = await demo.seen("stderr", /\(simulated\) at (http:\S+),/);
  const [, demoBroker = ""] = await demo.seen("stderr", / {2}broker {2}(mqtt:\S+) \(embedded\)/);
  const api = await describedApi(url);
  const post = (path: string, body: unknown) =>
    api.ask(path, {
      method: "POST",
      headers: { "x-whos-knocking": "1", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const file = join(cwd, "whos-knocking.yaml");
  const entry = { ...router, name: "home" };

  await t.test("which says what there is to choose from", async () => {
    const setup = (await api.ask("/setup")).json() as Setup;
    assert.partialDeepStrictEqual(setup, { may_write: true, file, has_file: false, mqtt: { url: "embedded" } });
    const barricade = setup.families.find(({ id }) => id === "smc-barricade");
    assert.deepEqual([barricade?.title, barricade?.side], ["SMC Barricade", "poll"]);
    assert.ok(barricade?.options.some(({ key, doc }) => key === "log_path" && doc !== ""));
  });

  await t.test("looks whether the router answers", async () => {
    const wrong = await post("/setup/check", { ...entry, password: "not-the-password" });
    assert.partialDeepStrictEqual(wrong.json(), { is_sound: false });
    assert.match(wrong.text, /refuses the password/);
    assert.doesNotMatch(wrong.text, /not-the-password/);
    const well = await post("/setup/check", entry);
    assert.partialDeepStrictEqual(well.json(), { is_sound: true });
    const unknown = await post("/setup/check", { ...entry, url: "192.168.1.1" });
    assert.deepEqual([unknown.status, codeOf(unknown)], [422, "failed"]);
    assert.match(unknown.text, /did you mean .*http:\/\/192\.168\.1\.1/);
  });

  await t.test("shows what would be written, and says what is wrong with it", async () => {
    const shown = (await post("/setup/config", { router: entry, is_dry_run: true })).json() as WrittenConfig;
    assert.deepEqual([shown.is_written, existsSync(file)], [false, false]);
    assert.match(shown.text, /password: "?\*\*\*"?\n/);
    assert.doesNotMatch(shown.text, new RegExp(router.password));
    const bad = await post("/setup/config", { router: { ...entry, schedule: "often", options: { log_pth: "/x" } } });
    assert.equal(bad.status, 422);
    const { detail } = bad.json() as { readonly detail: string };
    assert.match(detail, /routers\[0\]\.schedule: "often"/);
    assert.match(detail, /log_pth: unknown key .*log_path/);
    assert.ok(detail.includes(`${file}:`) && !detail.includes(".new"));
    assert.equal(existsSync(file), false);
    const more = await post("/setup/config", { router: { ...entry, color: "red" } });
    assert.equal(more.status, 400);
  });

  await t.test("writes it, for its owner's eyes alone, and tells that it is taken up", async () => {
    const reader = await readEvents(t, `${url}/api/v1/stream`);
    await reader.event(({ event }) => event === "hello");
    const mqtt = { url: "mqtt://127.0.0.1:1", username: "me", password: "broker-secret" };
    const written = await post("/setup/config", { router: entry, mqtt });
    assert.partialDeepStrictEqual(written.json(), { file, is_written: true });
    assert.doesNotMatch(written.text, /broker-secret/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const read = parse(readFileSync(file, "utf8"));
    assert.deepEqual(read, { mqtt, routers: [entry] });
    const { data } = await reader.event(({ event }) => event === "config");
    assert.deepEqual(JSON.parse(data), { state: "taken_up" });
  });

  await t.test(
    "and the program goes on with it: the demo's router and broker have gone, the page is where it was",
    async () => {
      await demo.seen("stderr", /router {2}home {5}SMC Barricade at http:\/\/127\.0\.0\.1/);
      await demo.seen("stderr", /home +\d+ new: /);
      const { routers } = (await api.ask("/overview")).json() as {
        readonly routers: readonly { readonly name: string }[];
      };
      assert.deepEqual(
        routers.map(({ name }) => name),
        ["home"],
      );
      await assert.rejects(fetch(demoRouter), /fetch failed/);
      await assert.rejects(fetch(demoBroker.replace("mqtt:", "http:")), { message: "fetch failed" });
      const { data_dir } = (await api.ask("/config")).json() as { readonly data_dir: string };
      assert.equal(data_dir, "./data");
    },
  );
});

test("a file that somebody wrote keeps every word of it", options, async (t) => {
  const api = await openPageBridge(t);
  const file = join(api.folder, "whos-knocking.yaml");
  const before = `# mine\n${readFileSync(file, "utf8")}# the end\n`;
  writeFileSync(file, before);
  const attic = { name: "attic", family: "netgear", url: "http://192.168.1.1", password: "attic-secret" };
  const written = await api.post("/setup/config", { router: attic });
  assert.equal(written.status, 200, written.text);
  const after = readFileSync(file, "utf8");
  for (const line of before.trimEnd().split("\n")) assert.ok(after.includes(line), line);
  assert.deepEqual(
    parse(after).routers.map(({ name }: { readonly name: string }) => name),
    ["home", "attic"],
  );
  assert.doesNotMatch(written.text, new RegExp(`attic-secret|${api.router.router.password}`));

  await api.bridge.seen("stderr", /(?:router {2}home[\s\S]*){2}router {2}attic[\s\S]*journal/);
  const twice = await api.post("/setup/config", { router: attic });
  assert.deepEqual([twice.status, codeOf(twice)], [409, "conflict"]);
  writeFileSync(file, "routers: [\n");
  const broken = await api.post("/setup/config", { router: { ...attic, name: "cellar" } });
  assert.deepEqual([broken.status, codeOf(broken)], [422, "failed"]);
  assert.equal(readFileSync(file, "utf8"), "routers: [\n");
  assert.equal(existsSync(`${file}.new`), false);
});

test("a router that sends its log is listened for as soon as it is written", options, async (t) => {
  const api = await openPageBridge(t);
  const { syslog: none } = (await api.ask("/setup")).json() as Setup;
  assert.deepEqual(none, { listen: [] });
  const syslog = { listen: ["udp://127.0.0.1:0"] };
  const wished = { router: { name: "gate", family: "syslog", timezone: "UTC" }, syslog };
  const wrong = await api.post("/setup/config", { ...wished, syslog: { listen: ["somewhere"] } });
  assert.deepEqual([wrong.status, codeOf(wrong)], [422, "failed"]);
  assert.match(wrong.text, /syslog\.listen\[0\]: \\"somewhere\\"/);
  assert.equal((await api.post("/setup/config", wished)).status, 200);
  await api.bridge.seen("stderr", /syslog +listens on udp:/);
  await api.bridge.seen("stderr", /(?: {2}page[\s\S]*){2}/);
  const { routers } = (await api.ask("/overview")).json() as Overview;
  assert.deepEqual(
    routers.map(({ name, is_import_only }) => [name, is_import_only]),
    [
      ["home", false],
      ["gate", false],
    ],
  );
  assert.deepEqual(((await api.ask("/setup")).json() as Setup).syslog, syslog);
});
