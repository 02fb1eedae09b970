import { isIPv4 } from "node:net";
import type { LogEvent } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import type { EventEntry, NoteEntry, RejectEntry } from "../model/page.ts";
import { hasMasked } from "./addresses.ts";

/** A line, understood or not; key and weight are the page's affair. */
export type SmcAmitReading =
  | Omit<EventEntry, "key" | "weight">
  | (Omit<NoteEntry, "key" | "weight"> & { readonly note: SmcAmitNote })
  | Omit<RejectEntry, "key" | "weight">;

/** What the firmware writes beside packets. */
type SmcAmitNote = "login" | "login_failed" | "logout" | "dial_on_demand" | "dhcp";

/**
 * Reads one line of an SMC Barricade with AMIT firmware, whose words are listed in the appendix "System Log
 * Interpretation" of its manual. Any text gives a reading, in linear time; the line itself has no time.
 */
export function readSmcAmitLine(text: string): SmcAmitReading {
  // What begins these two was written by computers of the LAN (host names): nothing behind it is looked at.
  if (text.startsWith("DHCP:")) return { kind: "note", note: "dhcp" };
  if (text.startsWith("DOD:")) return { kind: "note", note: "dial_on_demand" };
  if (text.startsWith("Unrecognized access ")) return readAccess(text);
  return readLogin(text) ?? { kind: "reject", reason: unknownLine, text };
}

/** The same as a line of a file, or of syslog. */
export const smcAmit: Format = {
  id: "smc-amit",
  title: "SMC Barricade with AMIT firmware",
  read: ({ message }) => {
    const reading = readSmcAmitLine(message);
    if (reading.kind !== "reject") return reading;
    if (reading.reason === unknownLine) return undefined;
    return { kind: "reject", reason: hasMasked(message) ? "masked address" : reading.reason };
  },
};

const unknownLine = "unknown line";
const access = /^Unrecognized access from ([0-9.]{7,15}):(\d{1,5}) to (TCP|UDP) port (\d{1,5})$/;
const login = /^([0-9.]{7,15}) (login successful|login failed|logged out)$/;

const loginNotes: Readonly<Record<string, SmcAmitNote>> = {
  "login successful": "login",
  "login failed": "login_failed",
  "logged out": "logout",
};

/** The router blocked it, came from outside: that is the only reason why it writes such a line. No destination is told. */
function readAccess(text: string): SmcAmitReading {
  const [, source = "", sourcePort = "", protocol = "", port = ""] = access.exec(text) ?? [];
  if (source === "") return { kind: "reject", reason: "unknown form of access", text };
  if (!isIPv4(source)) return { kind: "reject", reason: "not an address", text };
  if (Number(sourcePort) > 65_535 || Number(port) > 65_535) return { kind: "reject", reason: "not a port", text };
  const event: LogEvent = {
    action: "drop",
    direction: "in",
    protocol: protocol.toLowerCase(),
    source,
    sourcePort: Number(sourcePort),
    port: Number(port),
    count: 1,
    format: "smc-amit",
  };
  return { kind: "event", event };
}

function readLogin(text: string): SmcAmitReading | undefined {
  const [, address = "", words = ""] = login.exec(text) ?? [];
  const note = loginNotes[words];
  return note === undefined || !isIPv4(address) ? undefined : { kind: "note", note };
}
