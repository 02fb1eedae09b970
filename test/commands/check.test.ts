import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stringify } from "yaml";
import { pollFamily } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd } from "../support/program.ts";

test("check says below a router what is to be known of it", async (t) => {
  const start = await pollFamily("netgear").simulator();
  const simulator = await start({ port: 0, rate: 3_000, seed: 1 });
  t.after(() => simulator.close());
  const cwd = temporaryFolder(t);
  const router = { ...simulator.router, schedule: "*/5 * * * *" };
  writeFileSync(join(cwd, "c.yaml"), stringify({ mqtt: { url: "embedded" }, routers: [router] }));
  const { code, stdout } = await runToEnd(t, ["check", "--config", "c.yaml"], { cwd });
  assert.equal(code, 0);
  const lines = stdout.split("\n");
  assert.equal(lines[0], "ok   config   1 router");
  const at = lines.findIndex((line) => /^ok {3}home {5}answers in \d+ ms; its log holds 256 entries/.test(line));
  const hints = lines.slice(at + 1, at + 4);
  assert.match(hints[0] ?? "", /^ {7}- its log holds about .*: schedule "\* \* \* \* \*" would lose less$/);
  assert.match(hints[1] ?? "", /^ {7}- it lets one person in at a time/);
  assert.match(hints[2] ?? "", /^ {7}- its log does not tell: which port was knocked on/);
});
