import { readPacket } from "../../formats/packet.ts";
import { portOfService } from "../../formats/service-ports.ts";
import type { Action } from "../../model/event.ts";
import type { LineReading } from "../../model/format.ts";

/**
 * Reads a row: source, protocol, port or the name of a service, and what became of the packet. A port whose name is not known is not
 * told; nor is what became of it, where the page says that in another language.
 */
export function readRow([source = "", protocol = "", port = "", verdict = ""]: readonly string[]): LineReading {
  if (source === "") return { kind: "reject", reason: "not an address" };
  const name = serviceName.test(port) ? (portOfService(port) ?? "") : port;
  const action = verdicts.find(([pattern]) => pattern.test(verdict))?.[1] ?? "unknown";
  return readPacket({ format: "dd-wrt", action, direction: "in", protocol, source, port: name });
}

const serviceName = /^[a-z][\w.+*/-]{0,30}$/i;

/** Older builds write "denied" and "accepted". */
const verdicts: readonly (readonly [RegExp, Action])[] = [
  [/^(?:drop|denied)/i, "drop"],
  [/^accept/i, "accept"],
  [/^reject/i, "reject"],
];
