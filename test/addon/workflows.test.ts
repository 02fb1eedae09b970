import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { readManifest } from "../support/manifest.ts";

const root = join(import.meta.dirname, "../..");

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly "timeout-minutes"?: number; readonly steps: readonly { readonly uses?: string }[] }>
  >;
}

for (const file of globSync(".github/workflows/*.yaml", { cwd: root }).sort()) {
  const text = readFileSync(join(root, file), "utf8");
  const { permissions, jobs }: Workflow = parse(text);

  test(`${basename(file)} may only read, ends some time, and uses actions of a certain version`, () => {
    assert.deepEqual(permissions, { contents: "read" });
    for (const [name, job] of Object.entries(jobs)) assert.ok(job["timeout-minutes"] !== undefined, name);
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    assert.deepEqual(
      used.filter((uses) => !/@(v?\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(uses)),
      [],
    );
  });

  test(`${basename(file)} names files that are there`, () => {
    const named = text.match(/\baddon\/[\w.-]+|\.ci\/run\b/g) ?? [];
    assert.deepEqual(
      named.filter((name) => !existsSync(join(root, name))),
      [],
    );
  });
}

test("a release publishes the architectures and the image that the manifest names", () => {
  const text = readFileSync(join(root, ".github/workflows/release.yaml"), "utf8");
  const read = [...text.matchAll(/\byq .*?\.(\w+) addon\/config\.yaml/g)].map((match) => match[1] ?? "");
  assert.deepEqual([...new Set(read)].sort(), ["arch", "image", "name", "version"]);
  const manifest = readManifest();
  assert.deepEqual(
    read.filter((key) => !(key in manifest)),
    [],
  );
  // One name for both architectures: the build puts each in front of it, and joins them.
  assert.doesNotMatch(String(manifest["image"]), /\{arch\}/);
});
