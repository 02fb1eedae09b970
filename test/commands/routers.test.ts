import assert from "node:assert/strict";
import { test } from "node:test";
import { families } from "../../src/routers/index.ts";
import { runToEnd } from "../support/program.ts";

const words = { always: "yes", sometimes: "part", never: "no" };

test("routers shows for each family what its log can tell, its models and its options", async (t) => {
  const { code, stdout, stderr } = await runToEnd(t, ["routers"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [head = "", ...lines] = stdout.split("\n");
  assert.deepEqual(head.split(/ +/), [
    "family",
    "time",
    "protocol",
    "source",
    "source_port",
    "port",
    "destination",
    "action",
    "login",
    "log",
    "holds",
    "seen",
  ]);
  assert.ok(families.length > 0);
  // Each column begins below its heading.
  for (const name of ["time", "source_port", "login", "seen"]) {
    const at = head.indexOf(name);
    for (const row of lines.slice(0, families.length)) assert.match(row.slice(at - 2), /^ {2}\S/, row);
  }
  families.forEach((family, index) => {
    const { id, title, tells, models, options } = family;
    const { time, protocol, source, source_port, port, destination, action } = tells;
    const known = [time, protocol, source, source_port, port, destination, action].map((knowledge) => words[knowledge]);
    const cells = lines[index]?.split(/ {2,}/) ?? [];
    assert.deepEqual([cells.slice(0, 8), cells.at(-1)], [[id, ...known], family.seen]);
    if (family.side === "poll") assert.ok(cells.includes(family.logins.join(", ")));
    assert.ok(stdout.includes(`\n${id}: ${title}\n  models       ${models.join(", ")}\n`));
    for (const limit of family.limits) assert.ok(stdout.includes(`\n  not told     ${limit}\n`));
    for (const [key, { doc }] of Object.entries(options))
      assert.match(stdout, new RegExp(`^  options\\.${key} .*${RegExp.escape(doc)}$`, "m"));
  });
});
