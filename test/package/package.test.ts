import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import manifest from "../../package.json" with { type: "json" };
import { temporaryFolder } from "../support/folder.ts";
import { type Ended, inheritedEnvironment, type RunningProgram, watchChild } from "../support/program.ts";

const root = join(import.meta.dirname, "../..");
/** Of npm's own settings those of this run would make an empty folder part of it. */
const env = {
  ...Object.fromEntries(Object.entries(inheritedEnvironment()).filter(([name]) => !name.startsWith("npm_"))),
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
};
let folder: string;
let installed: string;

/** The package as npm would publish it, installed into an empty folder as somebody else would. */
before(() => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root, env });
  const [archive = ""] = globSync("*.tgz", { cwd: folder });
  writeFileSync(join(folder, "package.json"), "{}");
  const quick = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
  execFileSync("npm", ["install", ...quick, join(folder, archive)], { cwd: folder, env });
  installed = join(folder, "node_modules/whos-knocking");
});
after(() => rmSync(folder, { recursive: true, force: true }));

function start(t: TestContext, args: readonly string[], cwd = temporaryFolder(t)): RunningProgram {
  const program = join(folder, "node_modules/.bin/whos-knocking");
  return watchChild(t, spawn(program, args, { cwd, env, stdio: "pipe" }));
}

function runToEnd(t: TestContext, args: readonly string[], stdin = ""): Promise<Ended> {
  const running = start(t, args);
  running.child.stdin.end(stdin);
  return running.ended;
}

describe("the installed package", () => {
  test("has scripts in place of sources, what people read, and nothing of the tests", () => {
    const files = globSync("**/*.*", { cwd: installed, exclude: ["node_modules"] });
    assert.deepEqual(
      files.filter((file) => file.endsWith(".ts")),
      [],
    );
    for (const file of [
      "README.md",
      "LICENSE",
      "package.json",
      "config/default.yaml",
      "config/deploy/whos-knocking.service",
      "dist/bin.js",
    ])
      assert.ok(globSync(file, { cwd: installed }).length === 1, file);
    assert.deepEqual([...new Set(files.map((file) => file.split("/")[0] ?? ""))].sort(), [
      "README.md",
      "config",
      "dist",
      "package.json",
    ]);
  });

  test("tells its version", async (t) => {
    assert.deepEqual(await runToEnd(t, ["--version"]), { code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  test("shows the demo in an empty folder, and stops when asked", async (t) => {
    const running = start(t, ["run"]);
    await running.seen("stderr", /demo, because no configuration was found/);
    await running.seen("stderr", /watch it: npx whos-knocking watch$/m);
    await running.seen("stderr", / demo +\d+ new: /);
    running.child.kill("SIGTERM");
    assert.equal((await running.ended).code, 0);
  });

  test("serves the page, each file of it under the name that it has in the sources", async (t) => {
    const running = start(t, ["run"]);
    const [, page = ""] = await running.seen("stderr", /^ {2}page {4}(\S+)$/m);
    const { version } = Object(await (await fetch(new URL("api/v1/info", page))).json());
    assert.equal(version, manifest.version);
    for (const file of globSync("**/*.*", { cwd: join(root, "src/web/page"), exclude: ["tsconfig.json"] }))
      assert.equal((await fetch(new URL(file, page))).status, 200, file);
  });

  test("checks the demo", async (t) => {
    const { code, stdout } = await runToEnd(t, ["check"]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok {3}demo /m);
  });

  test("reads a log in a thread of its own", async (t) => {
    const line =
      "Nov 26 10:00:00 gw kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.1 LEN=40 PROTO=TCP SPT=40000 DPT=445 SYN\n";
    const { code, stdout, stderr } = await runToEnd(
      t,
      ["parse", "-", "--now", "2026-11-26T12:00:00Z", "--timezone", "UTC"],
      line,
    );
    assert.equal(code, 0, stderr);
    const { source, port, probe } = JSON.parse(stdout);
    assert.deepEqual([source, port, probe], ["203.0.113.9", 445, true]);
  });

  test("imports a log and reports on it", async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(
      join(cwd, "whos-knocking.yaml"),
      "routers: [{name: home, family: syslog, timezone: UTC}]\nenrich: {dns: {enabled: false}}\n",
    );
    const line = (second: number) =>
      `2026-11-20T10:00:${String(second).padStart(2, "0")}Z gw kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.1 LEN=40 PROTO=TCP SPT=40000 DPT=445 SYN`;
    writeFileSync(join(cwd, "gw.log"), `${[1, 2, 3].map(line).join("\n")}\n`);
    const imported = await start(t, ["import", "gw.log"], cwd).ended;
    assert.equal(imported.code, 0, imported.stderr);
    const { code, stdout, stderr } = await start(t, ["report", "--format", "html"], cwd).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /<svg/);
  });
});

describe("on a Node that is too old", () => {
  const told = (version: string) =>
    `Who's Knocking needs Node.js ${manifest.engines.node.replace(">=", "")} or later, and this is ${version}: https://nodejs.org has it\n`;

  test("the package says which one it needs", () => {
    const disguise = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "24.11.9" } })';
    const preload = `data:text/javascript,${encodeURIComponent(disguise)}`;
    const { status, stderr } = spawnSync(process.execPath, ["--import", preload, join(installed, "dist/bin.js")], {
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [1, told("24.11.9")]);
  });

  const old = ["/usr/bin/node", "/usr/local/bin/node"].find((program) => {
    const [major = 99] =
      spawnSync(program, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.split(".").map(Number) ?? [];
    return major < 24;
  });
  if (old !== undefined) {
    test("it says so on one that would not understand the rest", () => {
      const { status, stderr } = spawnSync(old, [join(installed, "dist/bin.js")], { encoding: "utf8" });
      assert.deepEqual(
        [status, stderr],
        [1, told(spawnSync(old, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout.trim())],
      );
    });
  }
});

test("engines, the start and the types that we check with speak of one Node", () => {
  const [, major] = /^>=(\d+)\.\d+$/.exec(manifest.engines.node) ?? [];
  assert.match(manifest.devDependencies["@types/node"], new RegExp(`^\\^${major}\\.`));
  assert.match(readFileSync(join(root, "src/bin.ts"), "utf8"), new RegExp(`major > ${major} `));
});
