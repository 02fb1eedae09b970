import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";

/**
 * Makes `dist` of `src` before the package is packed, for Node takes no TypeScript inside of node_modules: types become blanks, so that
 * lines and columns stay, and the names of our own modules end in .js, also where a web page asks for them. Its other files come along
 * as they are.
 */
const root = join(import.meta.dirname, "..");
const [src, dist] = [join(root, "src"), resolve(process.argv[2] ?? join(root, "dist"))];

rmSync(dist, { recursive: true, force: true });
const files = globSync("**/*", { cwd: src }).filter(
  (file) => statSync(join(src, file)).isFile() && extname(file) !== ".md" && basename(file) !== "tsconfig.json",
);
for (const file of files) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  if (extname(file) === ".ts") writeFileSync(join(dist, scriptName(file)), scriptOf(file));
  else if (extname(file) === ".html")
    writeFileSync(join(dist, file), renamed(file, readFileSync(join(src, file), "utf8"), ""));
  else cpSync(join(src, file), join(dist, file));
}
chmodSync(join(dist, "bin.js"), 0o755);

function scriptName(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

function scriptOf(file: string): string {
  return renamed(file, stripTypeScriptTypes(readFileSync(join(src, file), "utf8")), "\\.{1,2}/");
}

/** @param start how the name of a module begins, as a regular expression */
function renamed(file: string, text: string, start: string): string {
  const modules = new RegExp(`(["'])(${start}[^"'\\n]*\\.ts)\\1`, "g");
  return text.replaceAll(modules, (_, quote: string, name: string) => {
    // A text that merely looks like a module must not be changed unseen.
    if (!existsSync(join(src, dirname(file), name))) throw new Error(`${file} names ${name}, which is not there`);
    return quote + scriptName(name) + quote;
  });
}
