import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { stringify } from "yaml";
import manifestOfPackage from "../../package.json" with { type: "json" };
import { schema } from "../../src/config/schema.ts";
import { startRouter } from "../support/bridge.ts";
import { builtFrom, environmentOf, lastOf, readDockerfile } from "../support/dockerfile.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGuardedBroker } from "../support/guarded-broker.ts";
import { assembleImage, type Image } from "../support/image.ts";
import { journalledProbes } from "../support/ledger.ts";
import { readManifest } from "../support/manifest.ts";
import { freePort, openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { type Ended, type RunningProgram, watchChild } from "../support/program.ts";
import { collectReceipts } from "../support/receipts.ts";
import { type BrokerAnswer, noBroker, startSupervisor } from "../support/supervisor.ts";

/** A machine that runs many tests at once takes its time. */
const patienceMs = 60_000;
const isRoot = process.getuid?.() === 0;
const manifest = readManifest();
let image: Image;
before(() => {
  image = assembleImage();
});
after(() => image.remove());

/** The app as the Supervisor sets it up: folders of its own, options that root alone may read, a token. */
interface App {
  /** Where its page is asked for, in place of the port that the image has for itself. */
  readonly page: string;
  /** What holds its data and its config folder. */
  readonly folder: string;
  readonly data: string;
  /** Starts it, or a command in its container. */
  start(command?: readonly string[]): RunningProgram;
}

interface Setup {
  readonly options: unknown;
  readonly broker: BrokerAnswer;
  /** What is in whos-knocking.yaml. */
  readonly file?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param folder of an app that is there already: what it keeps stays */
async function installApp(t: TestContext, setup: Setup, folder = temporaryFolder(t)): Promise<App> {
  const supervisor = await startSupervisor(t, setup.broker);
  chmodSync(folder, 0o755);
  const [data, config] = [join(folder, "data"), join(folder, "config")];
  mkdirSync(data, { recursive: true });
  mkdirSync(config, { recursive: true });
  writeFileSync(join(data, "options.json"), JSON.stringify(setup.options), { mode: 0o600 });
  if (setup.file !== undefined) writeFileSync(join(config, "whos-knocking.yaml"), stringify(setup.file));
  const port = await freePort();
  const env = {
    WHOS_KNOCKING_WEB_LISTEN: `0.0.0.0:${port}`,
    SUPERVISOR_API: supervisor.url,
    SUPERVISOR_TOKEN: supervisor.token,
    WHOS_KNOCKING_ENRICH_DNS_ENABLED: "false",
    ...setup.env,
  };
  return {
    folder,
    data,
    page: `http://127.0.0.1:${port}`,
    start: (command) =>
      watchChild(t, image.start({ data, config, env, ...(command === undefined ? {} : { command }) })),
  };
}

async function stop(app: RunningProgram): Promise<Ended & { readonly tookMs: number }> {
  const askedMs = performance.now();
  app.child.kill("SIGTERM");
  return { ...(await app.ended), tookMs: performance.now() - askedMs };
}

const netgear = { name: "home", family: "netgear", url: "http://192.168.1.1" };

describe("the image", () => {
  const stages = readDockerfile();
  const last = stages.at(-1);

  test("is Node's own, of the version that the tests run with", () => {
    const major = process.versions.node.split(".")[0];
    for (const { from } of stages) assert.match(from, new RegExp(`^node:${major}-alpine\\d+\\.\\d+( |$)`));
  });

  test("gets its scripts from where the package gets them", () => {
    const [build] = stages;
    assert.ok(build !== undefined);
    assert.equal(lastOf(build, "RUN"), manifestOfPackage.scripts.prepack);
  });

  test("is built from what .dockerignore lets through, and from nothing else", () => {
    const copied = stages.flatMap(({ instructions }) =>
      instructions
        .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from="))
        .flatMap(({ rest }) => rest.split(" ").slice(0, -1)),
    );
    assert.deepEqual([...new Set(copied)].sort(), [...builtFrom()].sort());
  });

  test("keeps its data where the Supervisor's backups look, and reads its file where the Supervisor maps it", () => {
    assert.ok(last !== undefined);
    assert.deepEqual([environmentOf(last)["WHOS_KNOCKING_DATA_DIR"], lastOf(last, "WORKDIR")], ["/data", "/config"]);
  });
});

test("the health check asks the page where ingress finds it", () => {
  const stage = readDockerfile().at(-1);
  assert.ok(stage !== undefined);
  const [, command = "[]"] = /CMD (\[.*\])/.exec(lastOf(stage, "HEALTHCHECK")) ?? [];
  const address = new URL(JSON.parse(command).at(-1));
  assert.equal(address.pathname, "/health");
  for (const port of [
    lastOf(stage, "EXPOSE"),
    schema.web.listen.default.split(":")[1],
    manifest["ingress_port"] ?? "8099",
  ])
    assert.equal(port, address.port);
});

describe("the app", { skip: withoutMosquitto }, () => {
  test("reads the routers of its options, tells the Supervisor's broker, and ends within two seconds; started again it goes on", async (t) => {
    const router = await startRouter(t, { rate: 10_000 });
    const broker = await openGuardedBroker(t, "addons", "hunter2");
    await using receipts = await collectReceipts({ url: broker.url, username: "addons", password: "hunter2" });
    const service = { host: "127.0.0.1", port: broker.port, ssl: false, username: "addons", password: "hunter2" };
    const options = { routers: [{ ...router.router, name: "home", schedule: "* * * * * *" }], log_level: "debug" };
    const app = await installApp(t, { options, broker: { data: service } });

    const first = app.start();
    await first.seen("stderr", /^ {2}router {2}home .*^ {2}journal /ms);
    await receipts.when(
      "a first probe",
      () => receipts.all.find(({ topic }) => topic.includes("/home/probe/")),
      patienceMs,
    );
    const { code, stderr, tookMs } = await stop(first);
    assert.equal(code, 0, stderr);
    assert.ok(tookMs < 2000, `it took ${tookMs} ms`);
    assert.doesNotMatch(stderr, /hunter2/);
    const before = journalledProbes(app.data, "home").map(({ id }) => id);
    assert.ok(before.length > 0);

    const told = { data: { ...service, port: String(broker.port) } };
    const second = (await installApp(t, { options, broker: told }, app.folder)).start();
    const fresh = receipts.all.length;
    await receipts.when(
      "a probe of the second run",
      () =>
        receipts.all
          .slice(fresh)
          .find(
            ({ topic, payload }) => topic.includes("/home/probe/") && !before.some((id) => payload.includes(`"${id}"`)),
          ),
      patienceMs,
    );
    assert.equal((await stop(second)).code, 0);
    const after = journalledProbes(app.data, "home").map(({ id }) => id);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.ok(after.length > before.length);
  });

  test("is not root, and can never be it again", { skip: !isRoot && "only root can give root away" }, async (t) => {
    const app = await installApp(t, {
      options: { routers: [netgear] },
      broker: { data: { host: "127.0.0.1", port: 9 } },
    });
    const run = app.start();
    await run.seen("stderr", /^ {2}journal /m);
    const status = readFileSync(`/proc/${run.child.pid}/status`, "utf8");
    for (const line of [
      /^Uid:\t1000\t1000\t1000\t1000$/m,
      /^Gid:\t1000\t1000\t1000\t1000$/m,
      /^Groups:\t ?$/m,
      /^NoNewPrivs:\t1$/m,
      /^CapEff:\t0+$/m,
    ])
      assert.match(status, line);
    await stop(run);
  });

  test("needs no more rights than its AppArmor profile has, from the start by root to the end by a signal", {
    skip: !isRoot && "only root has rights to give away",
  }, async (t) => {
    const profile = readFileSync(join(import.meta.dirname, "../../addon/apparmor.txt"), "utf8");
    const rights = [...profile.matchAll(/^ {2}capability (\w+),$/gm)].map((match) => match[1] ?? "");
    const broker = await openMosquitto(t);
    const app = await installApp(t, {
      options: { routers: [netgear] },
      broker: { data: { host: "127.0.0.1", port: broker.port } },
    });
    // As tini does: root starts what becomes another user's, and passes its signal on.
    const init = 'whos-knocking run & child=$!; trap "kill -TERM $child" TERM; wait $child; wait $child';
    const bounds = ["-all", ...rights.map((right) => `+${right}`)].join(",");
    const run = app.start(["setpriv", `--bounding-set=${bounds}`, "--inh-caps=-all", "sh", "-c", init]);
    await run.seen("stderr", /^ {2}journal /m);
    const { code, stderr, tookMs } = await stop(run);
    assert.equal(code, 0, stderr);
    assert.ok(tookMs < 2000, `it took ${tookMs} ms`);
  });

  test("tells whoever watches over the container how it is, and answers nobody else in the house", async (t) => {
    const broker = await openMosquitto(t);
    const service = { host: "127.0.0.1", port: broker.port };
    const app = await installApp(t, { options: { routers: [netgear] }, broker: { data: service } });
    const run = app.start();
    await run.seen("stderr", /^ {2}journal /m);
    assert.deepEqual((await fetch(`${app.page}/health`)).status, 200);
    assert.deepEqual((await fetch(`${app.page}/`)).status, 403);
    assert.deepEqual((await fetch(`${app.page}/api/v1/overview`)).status, 403);
    await stop(run);
  });

  test("stays, and says what to do, as it is when it has just been installed", async (t) => {
    const broker = await openMosquitto(t);
    const service = { host: "127.0.0.1", port: broker.port };
    const app = await installApp(t, { options: manifest.options, broker: { data: service } });
    const run = app.start();
    await run.seen("stderr", /^ {2}router {2}none is configured – .* on its Configuration page$/m);
    assert.equal((await fetch(`${app.page}/health`)).status, 200);
    assert.equal((await stop(run)).code, 0);
  });

  test("takes more from whos-knocking.yaml in its config folder", async (t) => {
    const broker = await openGuardedBroker(t, "addons", "hunter2");
    await using receipts = await collectReceipts({ url: broker.url, username: "addons", password: "hunter2" });
    const service = { host: "127.0.0.1", port: broker.port, username: "addons", password: "hunter2" };
    const file = { mqtt: { base_topic: "knocks" } };
    const app = await installApp(t, { options: { routers: [netgear] }, broker: { data: service }, file });
    const run = app.start();
    await receipts.when("its state", () => receipts.latest("knocks/bridge/state"), patienceMs);
    await stop(run);
  });

  test("says what to do where there is no broker", async (t) => {
    const app = await installApp(t, { options: { routers: [netgear] }, broker: noBroker });
    const { code, stderr } = await app.start().ended;
    assert.deepEqual(
      [code, /^the Supervisor knows no MQTT broker .*"Mosquitto broker"/.test(stderr)],
      [1, true],
      stderr,
    );
  });

  test("says what to do where its token is refused", async (t) => {
    const app = await installApp(t, {
      options: { routers: [netgear] },
      broker: noBroker,
      env: { SUPERVISOR_TOKEN: "of last time" },
    });
    const { code, stderr } = await app.start().ended;
    assert.deepEqual(
      [code, /^the Supervisor refuses the app's token \(401\): restart the app/.test(stderr)],
      [1, true],
      stderr,
    );
  });

  test("names the option that is wrong, and shows no password", async (t) => {
    const options = { routers: [{ ...netgear, url: "192.168.1.1", timezone: "Europe/Berln", password: "hunter2" }] };
    const app = await installApp(t, { options, broker: noBroker });
    const { code, stderr } = await app.start().ended;
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^option routers: routers\[0\]\.url: "192\.168\.1\.1" – .*did you mean "http:\/\/192\.168\.1\.1"\?$/m,
    );
    assert.match(
      stderr,
      /^option routers: routers\[0\]\.timezone: "Europe\/Berln" – .*did you mean "Europe\/Berlin"\?$/m,
    );
    assert.doesNotMatch(stderr, /hunter2/);
  });
});

describe("a backup that the Supervisor makes while the app runs", { skip: withoutMosquitto }, () => {
  test("restores all that was journalled when it began, under another incarnation", async (t) => {
    const router = await startRouter(t, { rate: 10_000 });
    const broker = await openGuardedBroker(t, "addons", "hunter2");
    const service = { data: { host: "127.0.0.1", port: broker.port, username: "addons", password: "hunter2" } };
    await using receipts = await collectReceipts({ url: broker.url, username: "addons", password: "hunter2" });
    const options = { routers: [{ ...router.router, name: "home", schedule: "* * * * * *" }] };
    const app = await installApp(t, { options, broker: service });
    const run = app.start();
    const journalled = () => journalledProbes(app.data, "home").map(({ id }) => id);
    await receipts.when("probes", () => receipts.all.find(({ topic }) => topic.includes("/home/probe/")), patienceMs);

    const before = journalled();
    assert.equal((await app.start(manifest.backup_pre.split(" ")).ended).code, 0);
    const held = readFileSync(join(app.data, "journal.sqlite"));
    const seen = receipts.all.length;
    await receipts.when(
      "what comes while the backup is made",
      () => receipts.all.slice(seen).find(({ topic }) => topic.includes("/home/probe/")),
      patienceMs,
    );
    const archive = join(temporaryFolder(t), "app.tar");
    // Without a slash a pattern holds anywhere, as in the Supervisor's PurePath.match.
    const excluded = manifest.backup_exclude.map((pattern) => `--exclude=${pattern}`);
    execFileSync("tar", ["-cf", archive, ...excluded, "-C", app.data, "."]);
    assert.ok(readFileSync(join(app.data, "journal.sqlite")).equals(held));
    assert.equal((await app.start(manifest.backup_post.split(" ")).ended).code, 0);
    assert.equal((await stop(run)).code, 0);
    assert.ok(journalled().length > before.length);

    const restored = await installApp(t, { options, broker: service });
    execFileSync("tar", ["-xf", archive, "-C", restored.data]);
    const kept = journalledProbes(restored.data, "home").map(({ id }) => id);
    assert.deepEqual(kept.slice(0, before.length), before);
    const again = restored.start();
    await again.seen("stderr", /^ {2}journal /m);
    await receipts.when(
      "a probe of the restored journal",
      () => {
        const known = new Set(kept.map((id) => id.split("-")[1]));
        return receipts.all.find(
          ({ topic, payload }) =>
            topic.includes("/home/probe/") && !known.has(String(JSON.parse(payload).id).split("-")[1]),
        );
      },
      patienceMs,
    );
    assert.equal((await stop(again)).code, 0);
  });
});
