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
import { dirname, extname, join } from "node:path";

/**
 * Makes `dist` of `src` before the package is packed, for Node takes no TypeScript inside of node_modules: types become blanks, so that
 * lines and columns stay, and the names of our own modules end in .js. Other files of a web page come along as they are.
 */
const root = join(import.meta.dirname, "..");
const [src, dist] = [join(root, "src"), join(root, "dist")];

rmSync(dist, { recursive: true, force: true });
const files = globSync("**/*", { cwd: src }).filter(
  (file) => statSync(join(src, file)).isFile() && extname(file) !== ".md",
);
for (const file of files) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  if (extname(file) === ".ts") writeFileSync(join(dist, scriptName(file)), scriptOf(file));
  else cpSync(join(src, file), join(dist, file));
}
chmodSync(join(dist, "bin.js"), 0o755);

function scriptName(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

function scriptOf(file: string): string {
  const script = stripTypeScriptTypes(readFileSync(join(src, file), "utf8"));
  return script.replaceAll(/(["'])(\.{1,2}\/[^"'\n]*\.ts)\1/g, (_, quote: string, name: string) => {
    // A text that merely looks like a module must not be changed unseen.
    if (!existsSync(join(src, dirname(file), name))) throw new Error(`${file} names ${name}, which is not there`);
    return quote + scriptName(name) + quote;
  });
}
