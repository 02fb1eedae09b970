import assert from "node:assert/strict";
import { test } from "node:test";
import { families } from "../../src/routers/index.ts";
import { runToEnd } from "../support/program.ts";

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
  ]);
  assert.ok(families.length > 0);
  families.forEach(({ id, title, tells, models, options }, index) => {
    const { time, protocol, source, source_port, port, destination, action } = tells;
    assert.deepEqual(lines[index]?.split(/ +/), [id, time, protocol, source, source_port, port, destination, action]);
    assert.ok(stdout.includes(`\n${id}: ${title}\n  models       ${models.join(", ")}\n`));
    for (const [key, { doc }] of Object.entries(options))
      assert.match(stdout, new RegExp(`^  options\\.${key} .*${RegExp.escape(doc)}$`, "m"));
  });
});
