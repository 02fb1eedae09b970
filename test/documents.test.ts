import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, matchesGlob, resolve } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { schema } from "../src/config/schema.ts";
import { loadConfig } from "../src/config.ts";
import { routerEntities } from "../src/home-assistant/entities.ts";
import { families } from "../src/routers/index.ts";
import { withEntityTables } from "./support/entity-reference.ts";
import { temporaryFolder } from "./support/folder.ts";
import { withRouterTable } from "./support/router-reference.ts";
import { indentedBlocks, yamlBlocks } from "./support/yaml-blocks.ts";

const read = (file: string): string => readFileSync(join(import.meta.dirname, "..", file), "utf8");
const readme = read("README.md");

const root = join(import.meta.dirname, "..");
const repository = "https://github.com/whos-knocking/whos-knocking/blob/main/";

/** The headings that let a stranger compare two families. */
const headings = ["What it reads", "What its log tells", "Configuration", "Quirks", "Simulator", "What we do not know"];

test("the README has a row for every family, as the family tells it", () => {
  assert.equal(readme, withRouterTable(readme), "node test/support/router-reference.ts writes the table anew");
});

for (const family of families) {
  test(`the page of ${family.title} has every heading, in order, and each of its options`, () => {
    const page = read(`src/routers/${family.id}/README.md`);
    const found = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    assert.deepEqual(found, headings);
    const missing = Object.keys(family.options).filter((key) => !page.includes(`\`${key}\``));
    assert.deepEqual(missing, []);
  });
}

test("the README names every entity that Home Assistant shows", () => {
  const missing = routerEntities.map(({ name }) => name).filter((name) => !readme.includes(`*${name}*`));
  assert.deepEqual(missing, []);
});

test("addon/DOCS.md says of every entity what it means", () => {
  const page = read("addon/DOCS.md");
  assert.equal(page, withEntityTables(page), "node test/support/entity-reference.ts writes the tables anew");
});

test("what the recorder is told to leave out are entities of a router", () => {
  const [snippet = ""] = yamlBlocks(read("addon/DOCS.md")).filter((block) => block.startsWith("recorder:"));
  const globs: readonly string[] = parse(snippet).recorder.exclude.entity_globs;
  const ids = routerEntities.map(({ platform, key }) => `${platform}.whos_knocking_home_${key}`);
  const left = ids.filter((id) => globs.some((glob) => matchesGlob(id, glob)));
  assert.deepEqual(left.sort(), [
    "event.whos_knocking_home_probes",
    "sensor.whos_knocking_home_last_probe",
    "sensor.whos_knocking_home_last_scrape",
    "sensor.whos_knocking_home_top_country",
    "sensor.whos_knocking_home_top_network",
    "sensor.whos_knocking_home_top_port",
    "sensor.whos_knocking_home_top_source",
  ]);
});

/** What a page tells to write into the configuration. */
function configurationsIn(page: string): readonly string[] {
  return [...yamlBlocks(page), ...indentedBlocks(page)].filter((block) =>
    new RegExp(`^(?:${Object.keys(schema).join("|")}):$`, "m").test(block),
  );
}

const pagesWithConfigurations = [
  "README.md",
  "addon/DOCS.md",
  ...families.map(({ id }) => `src/routers/${id}/README.md`),
];

for (const file of pagesWithConfigurations) {
  test(`what ${file} tells to configure is sound, as it stands there`, (t) => {
    const blocks = configurationsIn(read(file));
    assert.notEqual(blocks.length, 0);
    for (const block of blocks) {
      const cwd = temporaryFolder(t);
      for (const [, name = ""] of block.matchAll(/_file: (\S+)/g)) writeFileSync(join(cwd, name), "a password\n");
      // A fingerprint is everybody's own.
      writeFileSync(join(cwd, "c.yaml"), block.replaceAll("sha256:0123…", `sha256:${"0123".repeat(16)}`));
      assert.doesNotThrow(() => loadConfig({ file: "c.yaml", cwd, env: {}, flags: {} }), block);
    }
  });
}

for (const file of [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "addon/DOCS.md",
  "addon/README.md",
  ...families.map(({ id }) => `src/routers/${id}/README.md`),
]) {
  test(`every file that ${file} links to is there`, () => {
    const targets = [...read(file).matchAll(/(?:\]\(|^\[\w+\]: )([^)#\s]+)/gm)]
      .map((match) => match[1] ?? "")
      // Home Assistant shows the app's pages by themselves, so their links are whole.
      .map((target) => (target.startsWith(repository) ? join(root, target.slice(repository.length)) : target))
      .filter((target) => !target.startsWith("http"));
    assert.deepEqual(
      targets.filter((target) => !existsSync(resolve(root, dirname(file), target))),
      [],
    );
  });
}
