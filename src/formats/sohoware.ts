import type { Action } from "../model/event.ts";
import type { Format, LogLine } from "../model/format.ts";
import { readPacket } from "./packet.ts";

/**
 * SOHOware NBG800, as its manual shows it: `udp -(192.0.2.139 ,198.51.100.155 )-840 -port scan attack-forward`: protocol, source,
 * destination, port, what it took the packet for, and what it did with it. That the port is the destination's is inferred: no
 * other would help its reader. The scope of the addresses is all that tells the direction.
 */
export const sohoware: Format = {
  id: "sohoware",
  title: "SOHOware NBG800",
  read: (line: LogLine) => {
    const [, protocol, source, destination, port, word = ""] = packet.exec(line.message) ?? [];
    if (protocol === undefined) return undefined;
    return readPacket({
      format: sohoware.id,
      action: actions.get(word.toLowerCase()) ?? "unknown",
      protocol,
      source,
      destination,
      ...(protocol.toLowerCase() === "icmp" ? {} : { port }),
      namedScan: "other",
    });
  },
};

const packet =
  /^([A-Za-z]{2,8}) {0,2}-\(([^\s,()]{2,45}) {0,2}, ?([^\s,()]{2,45}) {0,2}\)-(\d{1,6}) {0,2}-[\w /]{2,60}-([A-Za-z]{2,12})$/;

/** The manual shows "forward"; the others are what its menus offer. */
const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ forward: "accept", drop: "drop", block: "drop", discard: "drop" } as const),
);
