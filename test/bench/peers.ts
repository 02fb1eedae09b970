import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./process.ts";

/** Another program that reads such logs, to be timed beside ours. */
export interface Peer {
  readonly name: string;
  /** Seconds that it takes for a netfilter log; or why it cannot be timed here. */
  time(log: string): number | { readonly skipped: string };
}

/** The least that any program does with such a log: looks at each field, and counts pairs of source and port. */
const mawkProgram =
  '{ s = d = ""; for (i = 1; i <= NF; i++) { k = substr($i, 1, 4); if (k == "SRC=") s = substr($i, 5); else if (k == "DPT=") d = substr($i, 5) } n[s, d]++ } END { for (k in n) c++; print c }';

/** Looks at each field of a log, and does no more: the measure of what reading it costs. */
export const mawk: Peer = { name: "mawk", time: (log) => timed("mawk", [mawkProgram, log]) };

/** A summary by source, port and protocol. */
export const fwlogwatch: Peer = {
  name: "fwlogwatch -P n -d -p -s",
  time: (log) => timed("fwlogwatch", ["-P", "n", "-d", "-p", "-s", log]),
};

/** Its analysis of a whole log; without looking anything up elsewhere, and with its results in a folder of ours. */
export const psad: Peer = {
  name: "psad -A",
  time: (log) => {
    if (process.getuid?.() !== 0) return { skipped: "psad runs as root alone" };
    using place = folder();
    for (const [, name] of directories) mkdirSync(join(place.path, name));
    const override = join(place.path, "override.conf");
    writeFileSync(override, directories.map(([key, name]) => `${key} ${join(place.path, name)};\n`).join(""));
    return timed("psad", ["-A", "-m", log, "-O", override, "--no-whois", "--no-rdns", "--no-fwcheck"]);
  },
};

const directories = [
  ["PSAD_DIR", "log"],
  ["PSAD_RUN_DIR", "run"],
  ["PSAD_FIFO_DIR", "lib"],
] as const;

function timed(program: string, args: readonly string[]): number | { readonly skipped: string } {
  const beganMs = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: "ignore" });
  const tookS = (performance.now() - beganMs) / 1000;
  if (error !== undefined) return { skipped: `${program} is not installed` };
  return status === 0 ? tookS : { skipped: `${program} ended with ${status}` };
}
