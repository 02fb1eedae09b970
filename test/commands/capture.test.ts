import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stringify } from "yaml";
import { pollFamily } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { programFile, runToEnd } from "../support/program.ts";

/** A make-believe router with a login form, and an empty folder to work in. */
async function standing(t: TestContext) {
  const start = await pollFamily("generic").simulator();
  const simulator = await start({ port: 0, rate: 1, seed: 1 });
  t.after(() => simulator.close());
  const cwd = temporaryFolder(t);
  return { cwd, simulator, router: simulator.router };
}

test("capture takes the settings of the router that the configuration has at this URL", async (t) => {
  const { cwd, router } = await standing(t);
  writeFileSync(join(cwd, "whos-knocking.yaml"), stringify({ routers: [router] }));
  const { code, stdout, stderr } = await runToEnd(t, ["capture", router.url], { cwd });
  assert.deepEqual([code, stdout.trim().split("\n").length], [0, 3]);
  assert.match(stderr, /^exchanges: 5, stand-ins: \d+; the log has \d+ entries$/m);
  assert.deepEqual(readdirSync(join(cwd, "capture")).sort(), ["entries.json", "exchanges.http", "page.html"]);
  assert.ok(!readFileSync(join(cwd, "capture/exchanges.http"), "utf8").includes(router.password));
});

test("capture reads the password from a file, hides the names of another, and writes over nothing", async (t) => {
  const { cwd, router } = await standing(t);
  writeFileSync(join(cwd, "whos-knocking.yaml"), stringify({ routers: [{ ...router, password: "" }] }));
  writeFileSync(join(cwd, "password"), `${router.password}\n`);
  writeFileSync(join(cwd, "names"), "laptop\nOFFICE\n");
  const args = ["capture", router.url, "--password-file", "password", "--hide-file", "names", "--output", "mine"];
  assert.equal((await runToEnd(t, args, { cwd })).code, 0);
  assert.doesNotMatch(readFileSync(join(cwd, "mine/page.html"), "utf8"), /laptop|office/i);
  const again = await runToEnd(t, args, { cwd });
  assert.deepEqual([again.code, again.stdout], [2, ""]);
  assert.match(again.stderr, /--output: .*a folder that is not there yet/);
});

test("capture of a router that nobody knows writes the page that it shows, and says what it is", async (t) => {
  const { cwd, router } = await standing(t);
  const env = { ROUTER_PASSWORD: router.password };
  const { code, stdout, stderr } = await runToEnd(t, ["capture", router.url], { cwd, env });
  assert.equal(code, 0);
  assert.match(stdout, /exchanges\.http\n$/);
  assert.match(stderr, /exchanges: 1, .*the log was not read: .*asks for a login.*set login/);
});

test("capture says what is wrong with its arguments", async (t) => {
  const cwd = temporaryFolder(t);
  const told = async (...args: readonly string[]) => runToEnd(t, ["capture", ...args], { cwd, stdin: "" });
  assert.match((await told()).stderr, /URL: not given/);
  assert.match((await told("http://192.168.1.1", "--family", "netgaer")).stderr, /did you mean "netgear"/);
  assert.match((await told("ftp://192.168.1.1")).stderr, /url: /);
  assert.match(
    (await told("http://192.168.1.1", "--family", "netgear")).stderr,
    /password: not given.*--password-file/,
  );
  assert.match((await told("http://192.168.1.1", "--password-file", "nope")).stderr, /--password-file: .*can be read/);
});

const python = spawnSync("python3", ["-c", "import pty"]).status === 0;

test("capture asks at a terminal for a password, and shows nothing of it", {
  skip: !python && "python3",
}, async (t) => {
  const { cwd, router } = await standing(t);
  mkdirSync(join(cwd, "home"));
  writeFileSync(join(cwd, "whos-knocking.yaml"), stringify({ routers: [{ ...router, password: "" }] }));
  // A terminal of its own: it types the password once it is asked, and prints all that was shown.
  const script = [
    "import os, pty, sys",
    "pid, terminal = pty.fork()",
    "if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])",
    "shown = b''; typed = False",
    "while True:",
    "    try: piece = os.read(terminal, 4096)",
    "    except OSError: break",
    "    if not piece: break",
    "    shown += piece",
    "    if b'Password for' in shown and not typed: typed = True; os.write(terminal, os.environ['TYPED'].encode() + b'\\r')",
    "sys.stdout.buffer.write(shown)",
    "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))",
  ].join("\n");
  const { promise, resolve } = Promise.withResolvers<{ readonly code: number | null; readonly shown: string }>();
  const child = spawn("python3", ["-c", script, process.execPath, programFile, "capture", router.url], {
    cwd,
    env: { ...process.env, TYPED: router.password },
  });
  let shown = "";
  child.stdout.on("data", (piece: Buffer) => {
    shown += piece.toString();
  });
  child.on("close", (code) => resolve({ code, shown }));
  assert.equal((await promise).code, 0, shown);
  assert.match(shown, /Password for http:\/\/127\.0\.0\.1:\d+: /);
  assert.ok(!shown.includes(router.password));
  assert.match(shown, /the log has \d+ entries/);
});
