import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { openAssets } from "../../src/web/assets.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ask, openWeb, writeFiles } from "../support/web.ts";

const long = `export const text: string = "${"a".repeat(2000)}";\n`;

const page = {
  "index.html": "<!doctype html><title>Who's Knocking</title>",
  "app.ts": 'import { rate } from "./views/rate.ts";\nexport const port: number = rate(445);\n',
  "views/rate.ts": long,
  "style.css": "body { margin: 0 }",
  "notes.md": "not for browsers",
  ".hidden.js": "0",
};

const open = (t: TestContext) => openWeb(t, { files: page });

test("the root is the page", async (t) => {
  const { status, headers, text } = await ask((await open(t)).url, "/");
  assert.deepEqual([status, headers["content-type"], text], [200, "text/html; charset=utf-8", page["index.html"]]);
});

test("modules lose their types and keep their lines", async (t) => {
  const { headers, text } = await ask((await open(t)).url, "/app.ts");
  assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(text, 'import { rate } from "./views/rate.ts";\nexport const port         = rate(445);\n');
});

test("where the types were taken away before, the same module is found by either name", async (t) => {
  const web = await openWeb(t, { files: { "app.js": "export {};\n" } });
  assert.equal((await ask(web.url, "/app.ts")).text, "export {};\n");
  assert.equal((await ask(web.url, "/app.js")).text, "export {};\n");
});

test("a file that a browser has already is not sent again, one that was changed is", async (t) => {
  const folder = temporaryFolder(t);
  const web = await openWeb(t, { settings: { pageFolder: writeFiles(folder, page) } });
  const { headers } = await ask(web.url, "/style.css");
  const tag = String(headers.etag);
  const again = () => ask(web.url, "/style.css", { headers: { "if-none-match": `"other", W/${tag}` } });
  const second = await again();
  assert.deepEqual([second.status, second.text, second.headers.etag], [304, "", tag]);
  writeFileSync(join(folder, "style.css"), "body { margin: 1px }");
  const third = await again();
  assert.deepEqual([third.status, third.text], [200, "body { margin: 1px }"]);
});

test("a file goes in the smallest form that the browser takes", async (t) => {
  const { url } = await open(t);
  const form = async (accepted: string) => {
    const { headers, bytes } = await ask(url, "/views/rate.ts", { headers: { "accept-encoding": accepted } });
    assert.equal(headers.vary, "Accept-Encoding");
    return { coding: headers["content-encoding"], bytes };
  };
  const plain = await form("identity");
  assert.equal(plain.coding, undefined);
  const brotli = await form("gzip, deflate, br");
  assert.deepEqual([brotli.coding, brotliDecompressSync(brotli.bytes)], ["br", plain.bytes]);
  const gzip = await form("gzip;q=0.5, br;q=0");
  assert.deepEqual([gzip.coding, gunzipSync(gzip.bytes)], ["gzip", plain.bytes]);
  assert.ok(brotli.bytes.length < plain.bytes.length);
});

test("only the head of a file is sent where only that is asked for", async (t) => {
  const { status, bytes, headers } = await ask((await open(t)).url, "/style.css", { method: "HEAD" });
  assert.deepEqual([status, bytes.length, headers["content-length"]], [200, 0, "18"]);
});

for (const path of [
  "/../package.json",
  "/views/../../package.json",
  "/%2e%2e/package.json",
  "/..%2fpackage.json",
  "/views/..%5c..%5cpackage.json",
  "//etc/passwd",
  "/etc/passwd",
  "/notes.md",
  "/.hidden.js",
  "/views",
  "/views/",
  "/app.ts%00.css",
  "/vendor/fastify/package.json",
  "/vendor/../app.ts",
  "/toString.js",
  "/gone.ts",
]) {
  test(`${path} is nothing that is served`, async (t) => {
    assert.equal((await ask((await open(t)).url, path)).status, 404);
  });
}

test("files of packages are served from a list alone, and modules find them by the package's name", async (t) => {
  const files = [{ specifier: "mmdb", file: "mmdb-lib/package.json" }, { file: "@fastify/error/package.json" }];
  const folder = writeFiles(temporaryFolder(t), {
    "views/a.ts":
      'import x from "mmdb";\nimport y from "other";\nexport * from "mmdb";\nconst z = await import("mmdb");\n',
  });
  const assets = openAssets(folder, files);
  const text = async (path: string) => (await assets(path))?.bodies.identity.toString();
  const place = '"../vendor/mmdb-lib/package.json"';
  assert.equal(
    await text("views/a.ts"),
    `import x from ${place};\nimport y from "other";\nexport * from ${place};\nconst z = await import(${place});\n`,
  );
  assert.match((await text("vendor/mmdb-lib/package.json")) ?? "", /"name": "mmdb-lib"/);
  assert.match((await text("vendor/@fastify/error/package.json")) ?? "", /"name": "@fastify\/error"/);
  assert.equal(await text("vendor/mmdb-lib/README.md"), undefined);
});
