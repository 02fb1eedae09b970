import { spawnSync } from "node:child_process";

const script = `
import csv, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="")
json.dump(list(csv.reader(text, delimiter=sys.argv[1], strict=sys.argv[1] == ",")), sys.stdout)
`;

/** Why tests that need Python are left out; false where it is there. */
export const withoutPython: string | false =
  spawnSync("python3", ["--version"]).status === 0 ? false : "python3 is not installed";

/** The rows of a table as the csv module of Python reads them; with our own separator it refuses what RFC 4180 does not allow. */
export function readCsv(text: string, separator = ","): readonly (readonly string[])[] {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", script, separator], {
    input: text,
    encoding: "utf8",
    maxBuffer: 2 ** 27,
  });
  if (status !== 0) throw new Error(`Python cannot read it: ${stderr}`);
  return JSON.parse(stdout);
}
