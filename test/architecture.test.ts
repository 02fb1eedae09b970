import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";

/** Whom a part may import beside model/, errors and log: the matrix of the design. `*` is everything but what is listed after `not`. */
interface Rule {
  readonly part: string;
  readonly may: readonly string[];
  readonly not?: readonly string[];
}

const rules: readonly Rule[] = [
  { part: "model", may: [] },
  { part: "errors", may: [] },
  { part: "log", may: [] },
  { part: "formats", may: [] },
  { part: "enrich", may: [] },
  { part: "report", may: [] },
  { part: "classify", may: [] },
  { part: "attempts", may: [] },
  { part: "multiple", may: [] },
  { part: "topics", may: [] },
  { part: "schedule", may: [] },
  { part: "supervisor", may: [] },
  { part: "routers/http", may: [] },
  { part: "routers/html", may: [] },
  { part: "routers/simulator", may: [] },
  { part: "routers/index", may: ["routers/family"] },
  { part: "routers/family", may: ["formats", "routers/http", "routers/html", "routers/simulator"] },
  { part: "journal", may: ["classify", "attempts", "multiple"] },
  { part: "detect", may: ["classify", "attempts", "multiple"] },
  { part: "summary", may: ["classify", "attempts", "multiple"] },
  { part: "publish", may: ["topics"] },
  { part: "home-assistant", may: ["topics"] },
  { part: "web", may: [] },
  { part: "web/page", may: [] },
  { part: "config", may: ["schedule", "supervisor", "routers/index", "detect"] },
  { part: "worker", may: ["formats", "classify", "journal", "enrich", "detect", "summary", "report"] },
  { part: "tasks", may: ["*"], not: ["bridge", "commands", "main", "publish", "home-assistant", "web"] },
  { part: "bridge", may: ["*"], not: ["commands", "main"] },
  { part: "commands", may: ["*"], not: ["main"] },
  { part: "main", may: ["commands"] },
  { part: "bin", may: ["main"] },
];

/** Everybody may import the vocabulary, the errors and the log. */
const common = ["model", "errors", "log"];

/** Packages that have one home. */
const homes: Readonly<Record<string, string>> = {
  undici: "src/routers/http/",
  htmlparser2: "src/routers/html",
  "css-select": "src/routers/html/select.ts",
  re2js: "src/routers/generic/",
  mqtt: "src/publish/mqtt.ts",
  aedes: "src/publish/broker.ts",
  convict: "src/config.ts",
  "node-cron": "src/schedule.ts",
  "node:sqlite": "src/journal/",
};

const largestFileLines = 250;

/** Where everything is that runs in the browser. */
const page = "src/web/page/";

const entryPoints: readonly string[] = ["src/bin.ts", "src/main.ts", "src/worker.ts"];

/** The part of the design that a file of src/ belongs to. */
function partOf(file: string): string {
  const path = file.replace(/^src\//, "").replace(/\.ts$/, "");
  const [first = "", second] = path.split("/");
  if (file.startsWith(page)) return "web/page";
  if (first !== "routers" || second === undefined) return first;
  return ["http", "html", "simulator", "index"].includes(second) ? `routers/${second}` : "routers/family";
}

function importsOf(
  file: string,
  text: string,
): { readonly own: readonly string[]; readonly packages: readonly string[] } {
  const names = [...text.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  return {
    own: names.filter((name) => name.startsWith(".")).map((name) => normalize(join(dirname(file), name))),
    packages: names.filter((name) => !name.startsWith(".")),
  };
}

function isAllowed(file: string, imported: string): boolean {
  const from = partOf(file);
  const to = partOf(imported);
  const rule = rules.find((candidate) => candidate.part === from);
  if (rule === undefined) return false;
  if (from === "routers/family" && to === "routers/family") return file.split("/")[2] === imported.split("/")[2];
  if (from === to || common.includes(to) || rule.may.includes(to)) return true;
  return rule.may.includes("*") && !(rule.not ?? []).includes(to);
}

const files = globSync("src/**/*.ts").sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));

test("every file of src belongs to a part of the design", () => {
  const known = new Set(rules.map((rule) => rule.part));
  assert.deepEqual(
    files.filter((file) => !known.has(partOf(file))),
    [],
  );
});

test("no part imports what the design does not let it import", () => {
  const breaches = [...sources].flatMap(([file, text]) =>
    importsOf(file, text)
      .own.filter((imported) => !isAllowed(file, imported))
      .map((imported) => `${file} imports ${imported}`),
  );
  assert.deepEqual(breaches, []);
});

test("a package that has one home is imported nowhere else", () => {
  const strays = [...sources].flatMap(([file, text]) =>
    importsOf(file, text)
      .packages.filter((name) => !file.startsWith(homes[name] ?? "src/"))
      .map((name) => `${file} imports ${name}`),
  );
  assert.deepEqual(strays, []);
});

test("no files import each other in a circle", () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (path.includes(file) || done.has(file)) return;
    for (const imported of importsOf(file, sources.get(file) ?? "").own) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test("what tells of the families loads nothing of what reads their routers", () => {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const imported of importsOf(file, atOnce(sources.get(file) ?? "")).own) visit(imported);
  };
  visit("src/routers/index.ts");
  const heavy = /^src\/routers\/(http|html|simulator)|\/(fetch|parse|listener|read|simulator)\.ts$/;
  assert.deepEqual(
    [...loaded].filter((file) => heavy.test(file)),
    [],
  );
  const packages = [...loaded].flatMap((file) => importsOf(file, atOnce(sources.get(file) ?? "")).packages);
  assert.ok(!packages.includes("re2js"), "patterns are written by few, and their engine is loaded with the first");
});

/** A module without what it loads later, and without what is there for the compiler alone. */
function atOnce(text: string): string {
  return text.replaceAll(/^(?:import|export) type [^;]*;|\bimport\([^)]*\)/gms, "");
}

test("no file has more lines than a reader can hold", () => {
  const long = [...sources]
    .map(([file, text]) => ({ file, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > largestFileLines);
  assert.deepEqual(long, []);
});

test("only entry points touch the process", () => {
  const touching = [...sources]
    .filter(([file]) => !file.startsWith("src/commands/") && !entryPoints.includes(file))
    .filter(([, text]) => /\bprocess\.(exit|argv|env|on|once|stdout|stderr|stdin|kill)\b/.test(text))
    .map(([file]) => file);
  assert.deepEqual(touching, []);
});

test("what runs in the browser takes nothing but types from outside of the page", () => {
  const outside = [...sources]
    .filter(([file]) => file.startsWith(page))
    .flatMap(([file, text]) =>
      [...text.matchAll(/^import (?!type )[^;]*? from "(\.[^"]+)";/gms)]
        .map((match) => normalize(join(dirname(file), match[1] ?? "")))
        .filter((imported) => !imported.startsWith(page))
        .map((imported) => `${file} imports ${imported}`),
    );
  assert.deepEqual(outside, []);
});

test("every module loads without doing anything", async () => {
  // What runs in the browser is loaded there, by its own tests.
  for (const file of files.filter((name) => !name.startsWith(page) && !entryPoints.includes(name))) {
    await import(join(process.cwd(), file));
  }
});
