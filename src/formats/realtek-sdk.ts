import type { Format, LineReading, LogLine } from "../model/format.ts";
import { directionOfArrival } from "./direction.ts";
import { readAttackName } from "./netgear-titles.ts";
import { note, readPacket, reject } from "./packet.ts";

/** What the firmware writes beside packets. */
type RealtekNote = "dos_attack" | "dhcp" | "wlan_authenticated";

/**
 * Routers on Realtek's SDK (later D-Link, Edimax, TOTOLINK): syslog without host and program,
 * `Mar 15 15:37:34 Port Scan Attack Detect (ip=192.0.2.1) Packet Dropped`. The source is all that is told of a packet. Seen in a
 * log that its owner published in 2015, in which most "attacks" were answers of large services: the names are kept, so that they
 * are not taken for probes.
 */
export const realtekSdk: Format = {
  id: "realtek-sdk",
  title: "D-Link, Edimax and TOTOLINK on Realtek's SDK",
  read: (line: LogLine) => readMessage(line.message),
};

const attack = /^((?:Per-source )?[\w ./-]{2,40}) Attack Detect \(ip=([^\s)]{1,45})\) Packet Dropped$/;
const cutAttack = /^[\w ./-]{2,50} Attack Detect \(ip=[^\s)]{0,45}\)?(?: P\w{0,5}| Packet \w{0,6})?$/;

const notes: readonly (readonly [RegExp, RealtekNote])[] = [
  // Of a flood on the whole system no address is told.
  [/^Whole System [\w -]{2,40} Attack\b/, "dos_attack"],
  [/^DHCP (?:lease IP|request|release|discover|offer|ack) /, "dhcp"],
  [/^Authentication (?:Success|Fail\w{0,4}) (?:[0-9a-fx]{2}[:-]){5}[0-9a-fx]{2}$/i, "wlan_authenticated"],
];

function readMessage(text: string): LineReading | undefined {
  // First what holds a name that a computer of the LAN chose for itself: it may look like anything.
  const kind = notes.find(([pattern]) => pattern.test(text))?.[1];
  if (kind !== undefined) return note(kind);
  const [, name = "", source] = attack.exec(text) ?? [];
  if (source !== undefined) return readAttack(name, source);
  return cutAttack.test(text) ? reject("truncated line") : undefined;
}

/** `Per-source ACK Flood` says which packets came too often, as `ACK Scan` does elsewhere. */
function readAttack(name: string, source: string): LineReading {
  const [, flags] = /^(?:Per-source )?(SYN|FIN|ACK|RST) Flood$/i.exec(name) ?? [];
  const plain = name.replace(/^Per-source /, "");
  return readPacket({
    format: realtekSdk.id,
    action: "drop",
    direction: directionOfArrival(source),
    source,
    ...readAttackName(flags === undefined ? plain : `${flags} Scan`),
  });
}
