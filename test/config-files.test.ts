import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { loadConfig } from "../src/config.ts";
import { families } from "../src/routers/index.ts";
import { configReference } from "./support/config-reference.ts";
import { temporaryFolder } from "./support/folder.ts";

const folder = join(import.meta.dirname, "../config");

describe("config/default.yaml", () => {
  test("shows every key of the schema once, with its default and what it is for", () => {
    assert.equal(
      readFileSync(join(folder, "default.yaml"), "utf8"),
      configReference(),
      "config/default.yaml is not what the schema says: node test/support/config-reference.ts writes it anew",
    );
  });

  test("changes nothing when it is used as it is", (t) => {
    const cwd = temporaryFolder(t);
    const load = (env: Readonly<Record<string, string>>, file?: string) => loadConfig({ file, cwd, env, flags: {} });
    assert.deepEqual(load({}, join(folder, "default.yaml")), load({ WHOS_KNOCKING_ROUTERS: "[]" }));
  });
});

describe("config/examples", () => {
  /** A family that is all options has several: `generic-table.yaml`. */
  const familyIn = (file: string) => basename(file, ".yaml").replace(/^generic-.*/, "generic");
  const files = globSync("*.yaml", { cwd: join(folder, "examples") });

  test("has a file for every family", () => {
    const shown = new Set(files.map(familyIn));
    assert.deepEqual([...shown].sort(), families.map(({ id }) => id).sort());
    assert.equal(files.filter((file) => familyIn(file) === "generic").length, 3);
  });

  for (const file of files) {
    test(`${file} is a sound configuration of twenty lines for its family`, (t) => {
      const path = join(folder, "examples", file);
      const config = loadConfig({ file: path, cwd: temporaryFolder(t), env: {}, flags: {} });
      assert.deepEqual(
        config.routers.map(({ family }) => family),
        [familyIn(file)],
      );
      assert.ok(readFileSync(path, "utf8").split("\n").length <= 22);
    });
  }
});
