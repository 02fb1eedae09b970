import type { Dns, Reply } from "./dns.ts";

const minuteMs = 60_000;

/** The same DNS, asked at most so often in any minute; a question waits for its turn, and fails when the signal is aborted first. */
export function limitDns(dns: Dns, perMinute: number, now: () => number, signal: AbortSignal): Dns {
  const take = createBudget(perMinute, now, signal);
  const inTurn = async (ask: () => Promise<Reply>): Promise<Reply> =>
    (await take()) ? ask() : { kind: "failed", code: "ABORTED" };
  return {
    ...dns,
    names: (address) => inTurn(() => dns.names(address)),
    addresses: (hostname, version) => inTurn(() => dns.addresses(hostname, version)),
    texts: (name) => inTurn(() => dns.texts(name)),
  };
}

/** Gives what waits for the next turn; false when there will be none. */
function createBudget(perMinute: number, now: () => number, signal: AbortSignal): () => Promise<boolean> {
  /** When the last turns were, oldest first. */
  const times: number[] = [];
  return async () => {
    while (!signal.aborted) {
      const nowMs = now();
      const oldest = times.length < perMinute ? undefined : times[0];
      // A clock that was set back would keep everybody waiting: then the count begins anew.
      if (oldest === undefined || nowMs - oldest >= minuteMs || nowMs < oldest) {
        if (oldest !== undefined) times.shift();
        times.push(nowMs);
        return true;
      }
      await delay(oldest + minuteMs - nowMs, signal);
    }
    return false;
  };
}

/** Resolves after so long, or when the signal is aborted. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
