import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Mosquitto, openMosquitto } from "./mosquitto.ts";

/** A broker that lets in nobody but its users. */
interface GuardedBroker extends Mosquitto {
  /** Lets one more in, from now on. */
  admit(username: string, password: string): void;
}

/** Starts one that goes with the test, and lets in a first user. */
export async function openGuardedBroker(t: TestContext, username: string, password: string): Promise<GuardedBroker> {
  const write = (folder: string, user: string, secret: string, flags: readonly string[] = []) =>
    execFileSync("mosquitto_passwd", ["-b", ...flags, join(folder, "users"), user, secret], { stdio: "ignore" });
  const broker = await openMosquitto(t, (folder) => {
    write(folder, username, password, ["-c"]);
    return ["allow_anonymous false", `password_file ${join(folder, "users")}`];
  });
  return {
    ...broker,
    admit: (user, secret) => {
      write(broker.folder, user, secret);
      broker.reload();
    },
  };
}
