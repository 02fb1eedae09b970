import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FatalError, UsageError } from "../errors.ts";
import { holdJournal } from "../journal/hold.ts";
import { hasJournal } from "../journal/open.ts";
import type { Command, CommandContext } from "./command.ts";

const steps = ["begin", "end", "hold"] as const;
type Step = (typeof steps)[number];

export const backup: Command = {
  name: "backup",
  usage: "backup begin|end [OPTIONS]",
  about: [
    "Lets the journal be copied while the bridge runs. From `begin` to `end` the file journal.sqlite stays as it is and is whole",
    "by itself; what is journalled meanwhile waits beside it. Leave out of the copy: incarnation, runtime.json, journal.lock,",
    "journal.hold, journal.sqlite-wal and journal.sqlite-shm. Without an `end` it ends by itself after two hours.",
    "",
    "`begin` starts `backup hold` in the background, which does it in the foreground where you want that.",
  ].join("\n"),
  options: {},
  maxPositionals: 1,
  examples: [
    [
      "whos-knocking backup begin && cp data/journal.sqlite /backup/; whos-knocking backup end",
      "a copy of the journal",
    ],
    ["whos-knocking backup begin --data-dir /data", "what a backup program runs before it copies"],
  ],
  run: async (context) => {
    const step = stepOf(context.positionals[0]);
    const dataDir = await dataDirOf(context);
    if (step === "end") rmSync(holdFile(dataDir), { force: true });
    else if (!hasJournal(dataDir)) context.stderr(`there is no journal in ${dataDir} yet: nothing has to be held`);
    else if (step === "begin") await beginHold(dataDir);
    else await hold(dataDir, context);
    return 0;
  },
};

const longestHoldMs = 2 * 3600_000;
const lookEveryMs = 500;

function stepOf(given: string | undefined): Step {
  const step = steps.find((candidate) => candidate === given);
  if (step === undefined)
    throw new UsageError([`${JSON.stringify(given ?? "")}: what shall be done? One of begin, end, hold`]);
  return step;
}

/** A configuration that is not sound at the moment is no reason to have no backup. */
async function dataDirOf({ flags, cwd, loadConfig }: CommandContext): Promise<string> {
  const given = flags["data-dir"];
  return resolve(cwd, typeof given === "string" ? given : (await loadConfig()).data_dir);
}

/** As long as this file says what it was given, the journal is held. */
function holdFile(dataDir: string): string {
  return join(dataDir, "journal.hold");
}

/** Holds the journal in this process until `end`, another `hold`, or a stop. */
async function hold(dataDir: string, { stdout, signal }: CommandContext): Promise<void> {
  const release = await holdJournal(dataDir);
  const file = holdFile(dataDir);
  const own = randomUUID();
  const isOurs = (): boolean => existsSync(file) && readFileSync(file, "utf8") === own;
  // Not by the clock, which may be set meanwhile: held for years, the journal would grow beside itself until the disk is full.
  const untilMs = performance.now() + longestHoldMs;
  writeFileSync(file, own);
  stdout("held");
  try {
    while (isOurs() && performance.now() < untilMs) await sleep(lookEveryMs, undefined, { signal });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    if (isOurs()) rmSync(file, { force: true });
    release();
  }
}

/** Starts `backup hold` as a process that outlives this one, and waits until the journal is held. */
async function beginHold(dataDir: string): Promise<void> {
  const [, program = ""] = process.argv;
  const child = spawn(process.execPath, [program, "backup", "hold", "--data-dir", dataDir], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    told += piece;
  });
  const ended = once(child, "close").then(() => {
    throw new FatalError(told.trim() || "the journal could not be held");
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}
