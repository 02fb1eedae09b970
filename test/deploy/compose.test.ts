import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { parse, stringify } from "yaml";
import { startRouter } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { assembleImage } from "../support/image.ts";
import { journalledProbes } from "../support/ledger.ts";
import { freePort, openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { watchChild } from "../support/program.ts";
import { collectReceipts } from "../support/receipts.ts";

const root = join(import.meta.dirname, "../..");
const file = join(root, "config/deploy/docker-compose.yaml");

/** A machine that runs many tests at once takes its time. */
const patienceMs = 60_000;

/** What the tests look at of a service. */
interface Service {
  readonly image: string;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
}

const services: Readonly<Record<"whos-knocking" | "mosquitto", Service>> = parse(readFileSync(file, "utf8")).services;

describe("docker-compose.yaml", () => {
  const compose = ["/usr/bin/docker-compose", "/usr/local/bin/docker-compose"].find(existsSync);

  test("is one that docker-compose takes", { skip: compose === undefined && "docker-compose is not installed" }, () => {
    const { status, stderr } = spawnSync(compose ?? "", ["-f", file, "config", "--quiet"], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });

  for (const [name, service] of Object.entries(services)) {
    test(`lets ${name} be no root, write nothing but its volume, and nobody from elsewhere in`, () => {
      assert.match(service.user, /^[1-9]\d+:[1-9]\d+$/);
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ["ALL"]);
      assert.deepEqual(service.security_opt, ["no-new-privileges:true"]);
      for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
      const written = service.volumes.filter((volume) => !volume.endsWith(":ro"));
      assert.deepEqual(
        written.filter((volume) => volume.startsWith(".")),
        [],
      );
    });
  }

  test("mounts files that are beside it", () => {
    const sources = services.mosquitto.volumes
      .filter((volume) => volume.startsWith("./"))
      .map((volume) => volume.split(":")[0] ?? "");
    assert.deepEqual(
      sources.filter((source) => !existsSync(join(dirname(file), source))),
      [],
    );
  });
});

test("the bridge and the broker of docker-compose.yaml work together", {
  skip: withoutMosquitto || (process.getuid?.() !== 0 && "only root can run the image's files as its user"),
}, async (t) => {
  const image = assembleImage();
  t.after(() => image.remove());
  // Port and folder are the container's; the rest is the file.
  const broker = await openMosquitto(t, (folder) =>
    readFileSync(join(root, "config/deploy/mosquitto.conf"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("listener "))
      .map((line) => line.replace("/mosquitto/data/", `${folder}/`)),
  );
  await using receipts = await collectReceipts({ url: broker.url });
  const router = await startRouter(t, { rate: 10_000 });
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  const [config, data] = [join(folder, "config"), join(folder, "data")];
  mkdirSync(config);
  mkdirSync(data);
  const user = Number(services["whos-knocking"].user.split(":")[0]);
  // As a volume is that Docker makes over the image's folder.
  chownSync(data, user, user);
  const routers = [{ ...router.router, name: "home", schedule: "* * * * * *" }];
  writeFileSync(join(config, "whos-knocking.yaml"), stringify({ routers, enrich: { dns: { enabled: false } } }));
  const port = await freePort();
  const env = Object.entries(services["whos-knocking"].environment ?? {}).map(([name, value]) => [
    name,
    value
      .replace(/^\$\{\w+:-(.*)\}$/, "$1")
      .replace("mqtt://mosquitto:1883", broker.url)
      .replace("/config/", `${config}/`)
      .replace(":8099", `:${port}`),
  ]);
  const run = watchChild(t, image.start({ data, config, env: Object.fromEntries(env), user }));
  await receipts.when(
    "a probe",
    () => receipts.all.find(({ topic }) => topic.startsWith("whos-knocking/home/probe/")),
    patienceMs,
  );
  assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  run.child.kill("SIGTERM");
  const { code, stderr } = await run.ended;
  assert.equal(code, 0, stderr);
  assert.ok(journalledProbes(data, "home").length > 0);
});
