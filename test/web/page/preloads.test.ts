import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { test } from "node:test";
import { vendorFiles } from "../../../src/web/vendor.ts";

const page = "src/web/page";

/** What is there at first: the shell with the overview, and the chart that it asks for. */
const roots = ["main.ts", "theme.ts", "rate-chart.ts"];

/** A module and all that it imports, as the browser names them. */
function closureOf(module: string, found: Set<string> = new Set()): Set<string> {
  const vendor = vendorFiles.find(({ specifier }) => specifier === module);
  const name = vendor === undefined ? module : `vendor/${vendor.file}`;
  if (found.has(name)) return found;
  found.add(name);
  if (vendor !== undefined) return found;
  const text = readFileSync(join(page, module), "utf8");
  for (const [, from = ""] of text.matchAll(/^import (?!type )(?:[^;]*? from )?"([^"]+)";/gms))
    closureOf(from.startsWith(".") ? join(dirname(module), from) : from, found);
  return found;
}

test("everything of the first view is asked for at once, and nothing else", () => {
  const html = readFileSync(join(page, "index.html"), "utf8");
  const asked = [...html.matchAll(/<(?:script type="module" src|link rel="modulepreload" href)="([^"]+)"/g)];
  const needed = roots.flatMap((root) => [...closureOf(root)]);
  assert.deepEqual(asked.map(([, name]) => name).toSorted(), [...new Set(needed)].toSorted());
});
