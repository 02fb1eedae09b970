import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { builtFrom, environmentOf, lastOf, readDockerfile } from "./dockerfile.ts";
import { inheritedEnvironment } from "./program.ts";

const root = join(import.meta.dirname, "../..");

/** The file tree of the image, in a folder. */
export interface Image {
  /** Starts what the image starts, or another command in it, over a data and a config folder of its own. */
  start(run: ImageRun): ChildProcessWithoutNullStreams;
  remove(): void;
}

export interface ImageRun {
  /** In place of the image's own entry point and command. */
  readonly command?: readonly string[];
  /** What is mounted as /data. */
  readonly data: string;
  /** What is mounted as /config. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whom the container runs as; whoever runs the tests where it is not given. */
  readonly user?: number;
}

/** Puts together what the last stage of addon/Dockerfile copies. */
export function assembleImage(): Image {
  const folder = mkdtempSync(join(tmpdir(), "image-"));
  // The program gives root away in there.
  chmodSync(folder, 0o755);
  const stage = readDockerfile().at(-1);
  if (stage === undefined) throw new Error("addon/Dockerfile has no stage");
  for (const { rest } of stage.instructions.filter(({ name }) => name === "COPY")) copy(rest, folder);
  const bin = join(folder, "usr/local/bin");
  mkdirSync(bin, { recursive: true });
  place(process.execPath, join(bin, "node"));
  for (const [, target = "", link = ""] of lastOf(stage, "RUN").matchAll(/ln -s (\S+) (\S+)/g))
    symlinkSync(join(folder, target), join(folder, link));
  const entryPoint: readonly string[] = JSON.parse(lastOf(stage, "ENTRYPOINT"));
  const words: readonly string[] = JSON.parse(lastOf(stage, "CMD"));
  // What tini does, the machine that runs the tests does as well.
  const usual = [...entryPoint.slice(entryPoint.indexOf("--") + 1), ...words];
  return {
    start: ({ command = usual, data, config, env, user }) => {
      const mounts: Readonly<Record<string, string>> = { "/data": data, "/config": config };
      const own = Object.entries(environmentOf(stage)).map(([name, value]) => [name, mounts[value] ?? value]);
      const [program = "", ...args] = command.map((word) => mounts[word] ?? word);
      return spawn(program, args, {
        cwd: mounts[lastOf(stage, "WORKDIR")],
        env: { ...inheritedEnvironment(), ...Object.fromEntries(own), PATH: `${bin}:${process.env["PATH"]}`, ...env },
        stdio: "pipe",
        ...(user === undefined ? {} : { uid: user, gid: user }),
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Does one COPY instruction. */
function copy(words: string, folder: string): void {
  const [from, target = ""] = [words.split(" ").slice(0, -1), words.split(" ").at(-1)];
  if (words.startsWith("--from=")) {
    makeOf(from[1] ?? "", join(folder, target));
    return;
  }
  for (const source of from) {
    if (!builtFrom().includes(source)) throw new Error(`.dockerignore leaves out ${source}, which is copied`);
    const place = target.endsWith("/") ? join(target, source) : target;
    cpSync(join(root, source), join(folder, place), { recursive: true });
  }
}

/** What the first stage makes. */
function makeOf(made: string, target: string): void {
  if (made === "/app/node_modules") copyPackages(target);
  else if (made === "/app/dist")
    execFileSync(process.execPath, [join(root, ".ci/pack.ts"), target], { stdio: "ignore" });
  else throw new Error(`how is ${made} made?`);
}

/** What `npm ci --omit=dev` installs. */
function copyPackages(target: string): void {
  const lock: {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
  } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const names = Object.entries(lock.packages)
    .filter(
      ([path, { dev, devOptional }]) => path.lastIndexOf("node_modules/") === 0 && dev !== true && devOptional !== true,
    )
    .map(([path]) => path.slice("node_modules/".length));
  for (const name of names) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    execFileSync("cp", ["-a", join(root, "node_modules", name), join(target, name)]);
  }
}

function place(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch {
    // Another file system has no link to it.
    copyFileSync(file, target);
    chmodSync(target, 0o755);
  }
}
