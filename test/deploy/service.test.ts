import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { stringify } from "yaml";
import { startRouter } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { journalledProbes } from "../support/ledger.ts";
import { startProgram } from "../support/program.ts";

const unit = readFileSync(join(import.meta.dirname, "../../config/deploy/whos-knocking.service"), "utf8");

function valuesOf(key: string): readonly string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map((match) => match[1] ?? "");
}

describe("the systemd unit", () => {
  const withoutSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0 ? false : "systemd is not installed";

  /** Runs systemd-analyze on the unit; its program is not installed here, so another stands for it. */
  function analyze(
    t: TestContext,
    ...args: readonly string[]
  ): { readonly status: number | null; readonly told: string } {
    const file = join(temporaryFolder(t), "whos-knocking.service");
    writeFileSync(file, unit.replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"));
    const { status, stdout, stderr } = spawnSync("systemd-analyze", [...args, file], { encoding: "utf8" });
    return { status, told: stdout + stderr };
  }

  test("is one that systemd takes without a word", { skip: withoutSystemd }, (t) => {
    assert.deepEqual(analyze(t, "verify"), { status: 0, told: "" });
  });

  test("exposes less than 1.5 of 10", { skip: withoutSystemd }, (t) => {
    const { status, told } = analyze(t, "security", "--offline=true", "--threshold=15");
    assert.equal(status, 0, told);
  });

  test("starts the program with its configuration, and all that it keeps is in its own folder", async (t) => {
    const router = await startRouter(t, { rate: 10_000 });
    const folder = temporaryFolder(t);
    const [state, credentials] = [join(folder, "state"), join(folder, "credentials")];
    mkdirSync(join(state, "whos-knocking"), { recursive: true });
    mkdirSync(credentials);
    const file = valuesOf("LoadCredential")[0]?.split(":")[0] ?? "";
    const routers = [{ ...router.router, name: "home", schedule: "* * * * * *" }];
    writeFileSync(
      join(credentials, file),
      stringify({ mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" }, routers, web: { enabled: false } }),
    );
    const place = (text: string): string => text.replace("%d", credentials).replace("%S", state);
    const env = Object.fromEntries(
      valuesOf("Environment").map((pair) => [pair.split("=")[0] ?? "", place(pair.replace(/^\w+=/, ""))]),
    );
    const [, ...args] = valuesOf("ExecStart")[0]?.split(" ") ?? [];
    const run = startProgram(t, args, { env, cwd: place(valuesOf("WorkingDirectory")[0] ?? "") });
    await run.seen("stderr", / home +\d+ new: /);
    run.child.kill("SIGTERM");
    assert.equal((await run.ended).code, 0);
    assert.ok(journalledProbes(join(state, valuesOf("StateDirectory")[0] ?? ""), "home").length > 0);
  });
});
