import { type ChildProcess, spawn } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const binary = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"].find(existsSync);

/** For the `skip` option of a test: the reason why it cannot run here, or false. */
export const withoutMosquitto: string | false = binary === undefined ? "Mosquitto is not installed" : false;

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** Folder of its own for files that the configuration names. */
  readonly folder: string;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
  /** Ends it as its service does: what it keeps over a restart is written down. */
  stop(): Promise<void>;
  /** Makes it read its lists of users again. */
  reload(): void;
  /** Keeps its connections and does nothing more until `resume`, as a machine does that is out of memory. */
  pause(): void;
  resume(): void;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** Starts a real Mosquitto on a free loopback port, by default without persistence and open to anybody. @param lines more of its configuration, from its folder */
export async function startMosquitto(
  lines: (folder: string) => readonly string[] = () => ["allow_anonymous true"],
): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  writeFileSync(
    config,
    [`listener ${port} 127.0.0.1`, "user root", "max_queued_messages 100000", ...lines(folder), ""].join("\n"),
  );
  let child: ChildProcess | undefined;
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  const broker: Mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    folder,
    start: async () => {
      child = spawn(binary ?? "mosquitto", ["-c", config], { stdio: "ignore" });
      endWithUs(child);
      await listening(port, child);
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    reload: () => void child?.kill("SIGHUP"),
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    close: async () => {
      await broker.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

/** Starts one that goes with the test. */
export async function openMosquitto(t: TestContext, ...args: Parameters<typeof startMosquitto>): Promise<Mosquitto> {
  const broker = await startMosquitto(...args);
  t.after(() => broker.close());
  return broker;
}

/** A test that is cut short leaves no broker behind. */
function endWithUs(child: ChildProcess): void {
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
}

/** Writes a password file of Mosquitto for one user (mosquitto_passwd(1): $7$, PBKDF2 with SHA-512). */
export function writePasswordFile(path: string, username: string, password: string): void {
  const rounds = 101;
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, rounds, 64, "sha512");
  writeFileSync(path, `${username}:$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}\n`);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Mosquitto tells nobody when it is ready: it is when it takes a connection. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Mosquitto ended with ${child.exitCode ?? child.signalCode}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
