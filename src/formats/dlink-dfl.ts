import type { Format, LogLine } from "../model/format.ts";
import { splitEndpoint } from "./endpoint.ts";
import { readPacket } from "./packet.ts";

/**
 * D-Link DFL-500, as its manual shows it: `2002 Mar 25 09:50:47 TCP 192.168.1.23:60932=>192.0.2.99:47873 ACCEPT`. The scope of
 * the addresses is all that tells the direction.
 */
export const dlinkDfl: Format = {
  id: "dlink-dfl",
  title: "D-Link DFL-500",
  read: (line: LogLine) => {
    const [, protocol, from = "", to = "", word = ""] = packet.exec(line.message) ?? [];
    if (protocol === undefined) return undefined;
    const source = splitEndpoint(from);
    const destination = splitEndpoint(to);
    return readPacket({
      format: dlinkDfl.id,
      action: actions.get(word) ?? "unknown",
      protocol,
      source: source.address,
      sourcePort: source.port,
      destination: destination.address,
      port: destination.port,
    });
  },
};

const packet = /^([A-Z]{2,8}) ([\d.:]{7,52})=>([\d.:]{7,52}) ([A-Z]{2,10})$/;

/** The manual shows the first; the others are the words of the same rule editor. */
const actions: ReadonlyMap<string, "accept" | "drop" | "reject"> = new Map(
  Object.entries({
    ACCEPT: "accept",
    DENY: "drop",
    DROP: "drop",
    REJECT: "reject",
  } as const),
);
