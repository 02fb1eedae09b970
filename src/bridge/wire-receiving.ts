import type { ReceivingStatus } from "./receiving.ts";

/** How the listener is doing, as `bridge/health` tells it. */
export function wireReceiving(receiving: ReceivingStatus): Readonly<Record<string, unknown>> {
  return {
    listen: receiving.addresses,
    connections: receiving.connections,
    received_lines: receiving.received,
    dropped_lines: receiving.dropped,
    lost_by_system: receiving.lostBySystem,
    unknown_lines: receiving.unknown,
    unknown_senders: receiving.unknownSenders.map(({ address, host, lines }) => ({
      address,
      ...(host === undefined ? {} : { host }),
      lines,
    })),
  };
}
