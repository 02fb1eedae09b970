import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { RequestProblem } from "./problem.ts";

/** Lets in who knows the password. */
export interface PasswordGate {
  readonly isNeeded: boolean;
  /**
   * Looks whether a password is right.
   * @param address of who gives it: who was wrong too often has to wait
   * @throws RequestProblem where it is wrong, or may not be tried now
   */
  check(password: string, address: string): Promise<void>;
  /** Begins a session; gives what names it. */
  begin(): string;
  /** Whether somebody with that session may come in. */
  admits(session: string | undefined): boolean;
  end(session: string | undefined): void;
}

/** Without a use for so long, a session ends. */
export const sessionMs = 30 * 86_400_000;
const mostSessions = 64;
/** Wrong passwords of one address before it has to wait, and how long it waits after each one more. */
const freeTries = 5;
const waitMs = 60_000;
/** So many addresses are remembered: more are an attack, and the oldest have waited by then. */
const mostAddresses = 1000;
/** Each look takes a twentieth of a second and 16 MB: so many may wait for their turn. */
const mostWaiting = 8;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const keyBytes = 32;

/**
 * @param password "" where none is asked for
 * @param sessions until when each holds, UTC ms: those that were begun before, and to which new ones come
 */
export function createPasswordGate(
  password: string,
  now: () => number,
  sessions: Map<string, number> = new Map(),
): PasswordGate {
  const salt = randomBytes(16);
  const wrong = new Map<string, { readonly times: number; readonly untilMs: number }>();
  let right: Promise<Buffer> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return {
    isNeeded: password !== "",
    async check(given, address) {
      refuseHasty(address);
      if (waiting >= mostWaiting) throw new RequestProblem(429, "too many try passwords at once", 10);
      waiting += 1;
      const looked = turn.then(() => isRight(given));
      turn = looked.then(leave, leave);
      if (await looked) {
        wrong.delete(address);
        return;
      }
      noteWrong(address);
      throw new RequestProblem(401, "the password is wrong");
    },
    begin() {
      const session = randomBytes(32).toString("base64url");
      for (const oldest of sessions.keys()) {
        if (sessions.size < mostSessions) break;
        sessions.delete(oldest);
      }
      sessions.set(session, now() + sessionMs);
      return session;
    },
    admits(session) {
      if (password === "") return true;
      const untilMs = session === undefined ? undefined : sessions.get(session);
      if (session === undefined || untilMs === undefined) return false;
      sessions.delete(session);
      if (untilMs < now()) return false;
      // The one that was used last is the last in the row.
      sessions.set(session, now() + sessionMs);
      return true;
    },
    end: (session) => void sessions.delete(session ?? ""),
  };

  function leave(): void {
    waiting -= 1;
  }

  async function isRight(given: string): Promise<boolean> {
    right ??= derive(password, salt, keyBytes);
    return timingSafeEqual(await derive(given, salt, keyBytes), await right);
  }

  function refuseHasty(address: string): void {
    const waitsMs = (wrong.get(address)?.untilMs ?? 0) - now();
    if (waitsMs <= 0) return;
    throw new RequestProblem(429, "too many wrong passwords: wait a minute", Math.ceil(waitsMs / 1000));
  }

  function noteWrong(address: string): void {
    const times = (wrong.get(address)?.times ?? 0) + 1;
    wrong.delete(address);
    wrong.set(address, { times, untilMs: times < freeTries ? 0 : now() + waitMs });
    const [oldest] = wrong.keys();
    if (wrong.size > mostAddresses && oldest !== undefined) wrong.delete(oldest);
  }
}
