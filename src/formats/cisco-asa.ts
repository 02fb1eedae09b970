import type { Action, Direction } from "../model/event.ts";
import type { Format, LineReading } from "../model/format.ts";
import { asaForms, readAsaNote } from "./cisco-asa-forms.ts";
import { directionOfArrival } from "./direction.ts";
import { readPacket } from "./packet.ts";
import { portOfService } from "./service-ports.ts";
import { flagsOfNames } from "./tcp-flags.ts";

/**
 * Messages of Cisco's ASA, PIX and their successors: what they denied or let pass by a list. After "Cisco ASA Series Syslog
 * Messages".
 */
export const ciscoAsa: Format = {
  id: "cisco-asa",
  title: "Cisco ASA and PIX",
  read: ({ text }) => {
    const [head, id = ""] = mark.exec(text.slice(0, longestHead)) ?? [];
    return head === undefined ? undefined : readMessage(id, text.slice(text.indexOf(head) + head.length).trim());
  },
};

const longestHead = 2000;
/** EMBLEM puts the facility between the product and the level (`%ASA-session-4-106023`). */
const mark = /%(?:ASA|PIX|FWSM|FTD)-(?:[a-z]{1,16}-)?[0-7]-(\d{6}): ?/;

function readMessage(id: string, body: string): LineReading {
  const form = asaForms[id];
  if (form === undefined) return readAsaNote(id);
  const groups = form.exec(body)?.groups;
  if (groups === undefined) return { kind: "reject", reason: "unknown form of message" };
  return readGroups(id, (name) => groups[name]);
}

type Group = (name: string) => string | undefined;

function readGroups(id: string, group: Group): LineReading {
  const protocol = group("protocol") ?? (id === "106014" ? "icmp" : undefined);
  const flags = group("flags");
  return readPacket({
    format: "cisco-asa",
    action: actions.get(group("verb") ?? "denied") ?? "drop",
    direction: directionOf(group),
    // A rule for `ip` says nothing of the protocol.
    protocol: protocol?.toLowerCase() === "ip" ? undefined : protocol,
    source: group("source"),
    destination: group("destination"),
    ...(protocol?.toLowerCase().startsWith("icmp") === true ? icmpOf(group) : portsOf(group)),
    tcpFlags: flags === undefined ? undefined : flagsOfNames(flags),
    count: group("count"),
    interface: group("from") ?? group("at"),
    rule: group("rule"),
  });
}

/** `est-allowed`: denied by the list, and let pass because it belongs to a connection that exists. */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>(
  Object.entries({ permitted: "accept", "est-allowed": "accept", denied: "drop" }),
);

function portsOf(group: Group): { readonly sourcePort?: string | undefined; readonly port?: string | undefined } {
  return { sourcePort: numberOf(group("sourcePort")), port: numberOf(group("port")) };
}

function numberOf(port: string | undefined): string | undefined {
  return port === undefined || /^\d/.test(port) ? port : portOfService(port);
}

/**
 * 106100 writes an ICMP packet's numbers in place of the ports: older versions 0 and the type, newer ones type and code. An echo
 * reply (type 0) has no code but 0, so that a second number beside 0 is the type.
 */
function icmpOf(group: Group): { readonly icmpType?: string | undefined; readonly icmpCode?: string | undefined } {
  const [first, second] = [group("sourcePort"), group("port")];
  if (first === undefined || second === undefined) return { icmpType: group("type"), icmpCode: group("code") };
  return first === "0" && second !== "0" ? { icmpType: second } : { icmpType: first, icmpCode: second };
}

/** Its own word `inbound` means "to a safer interface"; where it is missing the usual names of interfaces tell. */
function directionOf(group: Group): Direction {
  const from = (group("from") ?? group("at"))?.toLowerCase();
  const to = group("to")?.toLowerCase();
  const way = group("way")?.toLowerCase();
  if (way === "outbound") return "out";
  if (from === "inside") return to === "inside" ? "local" : "out";
  if (to === "outside" && from !== undefined && from !== "outside") return "out";
  return way === "inbound" || from === "outside" ? directionOfArrival(group("source") ?? "") : "unknown";
}
