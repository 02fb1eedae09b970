import type { Socket } from "node:net";
import { dial } from "./dial.ts";
import type { RawAnswer, Target } from "./exchange.ts";
import { createWatch, type Watch } from "./watch.ts";

/** One exchange over a connection of its own, under the limits that both readers keep. */
export async function overSocket(
  target: Target,
  signal: AbortSignal,
  exchange: (socket: Socket, watch: Watch) => Promise<RawAnswer>,
): Promise<RawAnswer> {
  const watch = createWatch(target.origin.origin, target.timeoutMs, signal);
  try {
    const socket = await dial(target, watch.signal);
    watch.enter("head");
    return await exchange(socket, watch);
  } finally {
    watch.end();
  }
}
