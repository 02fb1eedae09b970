import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "../errors.ts";

/**
 * Asks a person for a password and shows nothing of it.
 * @throws UsageError where nobody sits at a terminal
 */
export async function askPassword(prompt: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError([
      "the password: not given, and there is nobody to ask – --password-file FILE, or ROUTER_PASSWORD in the environment",
    ]);
  // What readline echoes goes nowhere; it also has the terminal itself show nothing, and that before anybody is asked to type.
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(prompt);
  try {
    return await lines.question("", { signal });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
