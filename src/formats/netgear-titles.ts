import type { NamedScan } from "../model/event.ts";

/** What the firmware writes beside packets: the kinds of notes. */
export type NetgearNote =
  | "initialized"
  | "time_synchronized"
  | "internet_connected"
  | "internet_disconnected"
  | "dhcp"
  | "upnp"
  | "dynamic_dns"
  | "admin_login"
  | "admin_login_failed"
  | "remote_login"
  | "remote_login_failed"
  | "site_allowed"
  | "site_blocked"
  | "service_blocked"
  | "email_sent"
  | "email_failed"
  | "wlan_allowed"
  | "wlan_rejected"
  | "wlan_schedule"
  | "access_control"
  | "traffic_meter"
  | "log_cleared"
  | "usb_device"
  | "hardware_fault"
  | "backup"
  | "firmware_update"
  | "vpn";

/**
 * Titles in lower case, up to their colon. They are those of the WNDR3700's log daemon (GPL source), of logs that people
 * published, and spelling variants of both.
 */
export const noteTitles: ReadonlyMap<string, NetgearNote> = new Map<string, NetgearNote>([
  ["initialized, firmware version", "initialized"],
  ["initialized", "initialized"],
  ["time synchronized with ntp server", "time_synchronized"],
  ["internet connected", "internet_connected"],
  ["internet disconnected", "internet_disconnected"],
  ["internet idle-timeout", "internet_disconnected"],
  ["dhcp ip", "dhcp"],
  ["upnp set event", "upnp"],
  ["dynamic dns", "dynamic_dns"],
  ["admin login", "admin_login"],
  ["admin login failure", "admin_login_failed"],
  ["remote login", "remote_login"],
  ["remote login failure", "remote_login_failed"],
  ["site allowed", "site_allowed"],
  ["site blocked", "site_blocked"],
  ["service blocked", "service_blocked"],
  ["email sent to", "email_sent"],
  ["email sent", "email_sent"],
  ["email failed", "email_failed"],
  ["wlan access allowed", "wlan_allowed"],
  ["wlan access rejected", "wlan_rejected"],
  ["wlan access denied", "wlan_rejected"],
  ["wireless signal schedule", "wlan_schedule"],
  ["access control", "access_control"],
  ["traffic meter", "traffic_meter"],
  ["trafficmeter", "traffic_meter"],
  ["log cleared", "log_cleared"],
  ["usb device attached", "usb_device"],
  ["usb device detached", "usb_device"],
  ["fan fault", "hardware_fault"],
  ["hdd error", "hardware_fault"],
  ["one touch backup", "backup"],
  ["firmware update", "firmware_update"],
  ["firmware upgrade", "firmware_update"],
  ["openvpn", "vpn"],
]);

/** What the name of an attack tells: the flags that it stands for, and the protocol where there can be only one. */
export interface AttackName {
  readonly namedScan: NamedScan;
  readonly protocol?: string;
}

const flagScans: ReadonlyMap<string, NamedScan> = new Map<string, NamedScan>([
  ["syn/ack scan", "syn_ack"],
  ["rst scan", "rst"],
  ["ack scan", "ack"],
  ["fin scan", "fin"],
]);

/** The first that fits; "TCP/UDP Chargen", "STORM" and the like do not say. */
const protocolWords: readonly (readonly [RegExp, string])[] = [
  [/^tcp\/udp\b/, ""],
  [/^(?:tcp|syn|null|xmas|vecna|winnuke)\b/, "tcp"],
  [/^udp\b/, "udp"],
  [/^(?:icmp|ping|smurf)\b/, "icmp"],
];

/** Reads the name of an attack as the log has it, such as `SYN/ACK Scan`. */
export function readAttackName(name: string): AttackName {
  const words = name.trim().toLowerCase();
  const flags = flagScans.get(words);
  if (flags !== undefined) return { namedScan: flags, protocol: "tcp" };
  const namedScan = /^(?:tcp )?syn\b(?!\/)/.test(words) ? "syn" : "other";
  const [, protocol = ""] = protocolWords.find(([pattern]) => pattern.test(words)) ?? [];
  return protocol === "" ? { namedScan } : { namedScan, protocol };
}
