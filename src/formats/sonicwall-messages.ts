import type { Action } from "../model/event.ts";

/** What the firewall writes beside packets. */
type SonicwallNote =
  | "login"
  | "login_failed"
  | "logout"
  | "management"
  | "connection_closed"
  | "port_scan"
  | "flood"
  | "site_blocked"
  | "site_visited"
  | "nat"
  | "time"
  | "vpn"
  | "dhcp"
  | "link"
  | "resources"
  | "log_cleared";

/**
 * Messages by their number (`m`) that tell of one packet. That others were dropped their words tell. Of a connection its beginning
 * is the event. Numbers after the Log Event Reference Guide of SonicOS 7.0; 173 and 524 from memory.
 */
export const sonicwallActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["36", "drop"],
  ["37", "drop"],
  ["38", "drop"],
  ["41", "drop"],
  ["173", "drop"],
  ["174", "drop"],
  ["175", "drop"],
  ["524", "drop"],
  ["98", "accept"],
]);

/**
 * Messages by their number that are no packet, whatever they name. A port scan is what the firewall makes of packets that
 * have lines of their own. Numbers after the same guide and public test lines; 31, 178, 179, 261 and 263 from memory.
 */
export const sonicwallNotes: ReadonlyMap<string, SonicwallNote> = new Map<string, SonicwallNote>([
  ["5", "log_cleared"],
  ["14", "site_blocked"],
  ["16", "site_visited"],
  ["97", "site_visited"],
  ["29", "login"],
  ["31", "login"],
  ["30", "login_failed"],
  ["32", "login_failed"],
  ["33", "login_failed"],
  ["35", "login_failed"],
  ["261", "logout"],
  ["262", "logout"],
  ["263", "logout"],
  ["526", "management"],
  ["537", "connection_closed"],
  ["82", "port_scan"],
  ["83", "port_scan"],
  ["177", "port_scan"],
  ["178", "port_scan"],
  ["179", "port_scan"],
  ["860", "flood"],
  ["866", "flood"],
  ["867", "flood"],
  ["1369", "flood"],
  ["1370", "flood"],
  ["1371", "flood"],
  ["53", "resources"],
  ["1197", "nat"],
  ["1107", "time"],
  ["1230", "time"],
  ["1231", "time"],
  ["1232", "time"],
  ["346", "vpn"],
  ["483", "vpn"],
  ["1388", "vpn"],
  ["584", "link"],
  ["585", "link"],
  ["586", "link"],
]);
