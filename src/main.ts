#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { isatty } from "node:tty";
import { setFlagsFromString } from "node:v8";

// Before anything else is loaded: what is loaded earlier is compiled anew at every start. Where the folder for temporary files
// cannot be written, there is no cache, and nothing else changes.
enableCompileCache();
// V8 would enlarge its nursery while the program starts and keep it so: 17 MB that a bridge with little to do never needs.
// A V8 that no longer knows the flag says so and goes on.
setFlagsFromString("--semi-space-growth-factor=1");
// Where there is memory, V8 would let garbage grow to several times of what is in use before it looks: in a flood of lines that is
// half a gigabyte. It looks when a third as much has come on top: at half, a start leaves 8 MB more behind for good; at a fifth, a
// flood costs a fifth more time.
setFlagsFromString("--heap-growing-percent=35");
// The parser of undici is WebAssembly. Soon after the first page V8 would compile it a second time, as well as it can, which leaves 10 MB
// behind for good: with a page every few minutes there is nothing to be gained.
setFlagsFromString("--wasm-tiering-budget=1000000000");
const { createInterface } = await import("node:readline");
const { runProgram } = await import("./commands/index.ts");
const { describeFailure } = await import("./commands/failure.ts");

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Asked a second time, somebody no longer wants to wait.
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  });
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read our output has gone, as `head` does: there is nobody left to work for.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`standard output cannot be written (${error.message})\n`);
  process.exit(1);
});
// Without anybody who reads the log, the work goes on.
process.stderr.on("error", () => undefined);

const args = process.argv.slice(2);
const isDebugging = /--log-level[= ]debug/.test(args.join(" ")) || process.env["WHOS_KNOCKING_LOG_LEVEL"] === "debug";
const secrets = new Set<string>();
try {
  process.exitCode = await runProgram({
    args,
    env: process.env,
    cwd: process.cwd(),
    stdout: (text) => void process.stdout.write(`${text}\n`),
    stderr: (text) => void process.stderr.write(`${text}\n`),
    stdinLines: () => createInterface({ input: process.stdin, terminal: false }),
    hide: (values) => {
      for (const value of values) secrets.add(value);
    },
    signal: stop.signal,
    // In a terminal it means that the terminal has gone, and ends the program as ever.
    onReload: (listener) => void (isatty(0) || isatty(2) || process.on("SIGHUP", listener)),
    now: Date.now,
  });
} catch (error) {
  const { lines, exitCode } = describeFailure(error, isDebugging, [...secrets]);
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exitCode = exitCode;
}
// Asked to stop, the process ends here, whatever a library has left open.
if (stop.signal.aborted) process.exit();
