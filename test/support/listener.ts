import { EventEmitter, once } from "node:events";
import type { TestContext } from "node:test";
import type { Listener, PushedLine, SendingRouter, UnknownSender } from "../../src/model/listener.ts";
import { listenSyslog } from "../../src/routers/syslog/listener.ts";

/** A listener whose lines are written down. */
export interface RecordedListener {
  readonly listener: Listener;
  /** Where it listens, as a host and a port, by protocol. */
  readonly port: (protocol: "udp" | "tcp") => number;
  readonly lines: readonly (PushedLine & { readonly router: string; readonly canWait: boolean })[];
  readonly unknown: readonly UnknownSender[];
  readonly troubles: readonly string[];
  /** Whether there is room for more lines. */
  room: boolean;
  /** How far its clock is ahead of ours. */
  aheadMs: number;
  /** Resolves when so many lines have come, of routers or of nobody. */
  came(count: number): Promise<void>;
}

const everybody: readonly SendingRouter[] = [{ name: "home", senders: [], hostnames: [] }];

/** Listens until the test is over; on free ports where nothing else is said. */
export async function openListener(
  t: TestContext,
  addresses: readonly string[] = ["udp://127.0.0.1:0", "tcp://127.0.0.1:0"],
  routers: readonly SendingRouter[] = everybody,
): Promise<RecordedListener> {
  const lines: RecordedListener["lines"][number][] = [];
  const unknown: UnknownSender[] = [];
  const troubles: string[] = [];
  const arrivals = new EventEmitter();
  const state = { room: true, aheadMs: 0 };
  const listener = await listenSyslog({
    addresses,
    routers,
    now: () => Date.now() + state.aheadMs,
    onLine: (router, line, canWait) => {
      lines.push({ router, ...line, canWait });
      arrivals.emit("line");
      return state.room;
    },
    onUnknown: (sender) => {
      unknown.push(sender);
      arrivals.emit("line");
    },
    onTrouble: (words) => {
      troubles.push(words);
      arrivals.emit("line");
    },
    onFailure: (cause) => void troubles.push(cause.message),
  });
  t.after(() => listener.close());
  return Object.assign(state, {
    listener,
    port: (protocol: "udp" | "tcp") =>
      Number(new URL(listener.addresses.find((address) => address.startsWith(protocol)) ?? "").port),
    lines,
    unknown,
    troubles,
    came: async (count: number) => {
      while (lines.length + unknown.length < count) await once(arrivals, "line");
    },
  });
}
