import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { commands } from "../../src/commands/table.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd, startProgram } from "../support/program.ts";

describe("help", () => {
  test("of the program goes to stdout and names every command", async (t) => {
    const { code, stdout, stderr } = await runToEnd(t, ["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const { name, summary } of commands) assert.match(stdout, new RegExp(`^  ${name} +${summary}`, "m"));
    assert.match(stdout, /--config FILE .*WHOS_KNOCKING_CONFIG/);
  });

  for (const { name } of commands) {
    test(`of ${name} teaches its use, its options with their defaults, and two examples`, async (t) => {
      const { code, stdout, stderr } = await runToEnd(t, [name, "--help"]);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, new RegExp(`^Usage: whos-knocking \\[?${name}`));
      assert.match(stdout, /--log-level LEVEL .*\(default: info\)/);
      // No heading without anything below it.
      assert.doesNotMatch(stdout, /:\n\n/);
      const examples = stdout.split("Examples:\n")[1] ?? "";
      assert.ok((examples.match(/^ {2}whos-knocking/gm) ?? []).length >= 2, examples);
    });
  }

  test("is given whatever else is wrong", async (t) => {
    assert.equal((await runToEnd(t, ["simulate", "--porrt", "x", "-h"])).code, 0);
  });
});

test("the version is that of the package", async (t) => {
  assert.deepEqual(await runToEnd(t, ["--version"]), { code: 0, stdout: "0.1.0\n", stderr: "" });
});

const misuses: readonly (readonly [readonly string[], string])[] = [
  [
    ["simulat"],
    `"simulat": unknown command – one of ${commands.map(({ name }) => name).join(", ")}; did you mean "simulate"?`,
  ],
  [
    ["routers", "--log-levl", "debug"],
    '--log-levl: unknown option; did you mean "--log-level"?\n"debug": one argument too many',
  ],
  [["routers", "--xyzzyxyzzy"], "--xyzzyxyzzy: unknown option; --help shows which there are"],
  [["routers", "--constructor"], "--constructor: unknown option; --help shows which there are"],
  [["routers", "-x"], "-x: unknown option; --help shows which there are"],
  [["routers", "--config"], "--config: needs a value (FILE)"],
  [["routers", "more"], '"more": one argument too many'],
  [["simulate", "netgear", "--line-feed-only=1"], "--line-feed-only: takes no value"],
];

for (const [args, told] of misuses) {
  test(`whos-knocking ${args.join(" ")} ends with 2 and says why on stderr`, async (t) => {
    assert.deepEqual(await runToEnd(t, args), { code: 2, stdout: "", stderr: `${told}\n` });
  });
}

test("options of every command may stand before its name", async (t) => {
  const { code, stdout } = await runToEnd(t, ["--log-level", "debug", "routers"]);
  assert.deepEqual([code, stdout.startsWith("family")], [0, true]);
});

test("a configuration that is not sound ends with 2, a line a problem on stderr, and no password", async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, "whos-knocking.yaml"), "mqtt: {password: [hunter2]}\nlgo: {level: info}\n");
  const { code, stdout, stderr } = await runToEnd(t, ["run"], { cwd, env: { WHOS_KNOCKING_LOG_FORMAT: "xml" } });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(
    stderr,
    /^whos-knocking\.yaml:1: mqtt\.password: \(not shown\) .*\n.*:2: lgo: .* "log"\?\nWHOS_KNOCKING_LOG_FORMAT: .*\n$/,
  );
});

test("without a router there is nothing to do, unless the page says what is missing", async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, "whos-knocking.yaml"), "mqtt: {url: embedded, embedded_listen: 127.0.0.1:0}\n");
  const { code, stderr } = await runToEnd(t, ["run"], { cwd, env: { WHOS_KNOCKING_WEB_ENABLED: "false" } });
  assert.deepEqual([code, /^routers: none is configured – /.test(stderr)], [2, true]);
});

test("what was compiled is kept for the next start, and where it cannot be kept nothing is said", async (t) => {
  const TMPDIR = temporaryFolder(t);
  assert.equal((await runToEnd(t, ["routers"], { env: { TMPDIR } })).code, 0);
  assert.ok(readdirSync(TMPDIR, { recursive: true }).length > 10);
  const { code, stderr } = await runToEnd(t, ["routers"], {
    env: { TMPDIR: join(TMPDIR, "gone", "\u{0001}".repeat(300)) },
  });
  assert.deepEqual([code, stderr], [0, ""]);
});

test("a reader that goes away ends the program quietly", async (t) => {
  const { child, ended } = startProgram(t, ["routers"]);
  child.stdout.destroy();
  assert.deepEqual(await ended, { code: 0, stdout: "", stderr: "" });
});
