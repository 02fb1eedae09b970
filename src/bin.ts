#!/usr/bin/env node
// What the npm package starts: written for any Node that knows modules, for an old one would meet main.ts with an error of syntax.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 24 || (major === 24 && minor >= 12)) await import("./main.ts");
else {
  process.stderr.write(
    `Who's Knocking needs Node.js 24.12 or later, and this is ${process.versions.node}: https://nodejs.org has it\n`,
  );
  process.exitCode = 1;
}
