import { RetryableError } from "../../errors.ts";

/** Lets one piece of work run at a time, in the order of asking. */
export type Turns = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** Turns that nobody has taken yet. Who is called off while waiting gets a RetryableError at once, and does not hold up the others. */
export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return async (signal, work) => {
    const before = last;
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    last = before.then(() => mine);
    try {
      await turnComes(before, signal);
      return await work();
    } finally {
      leave();
    }
  };
}

async function turnComes(before: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: calledOff, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new RetryableError("the request was called off", { cause: signal.reason }));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([before, calledOff]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
