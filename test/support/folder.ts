import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** An empty folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "whos-knocking-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file that goes with the test. */
export function temporaryFile(t: TestContext, content: string | Uint8Array): string {
  const file = join(temporaryFolder(t), "file");
  writeFileSync(file, content);
  return file;
}
