import type { Format } from "../model/format.ts";
import { ciscoAsa } from "./cisco-asa.ts";
import { ciscoIos } from "./cisco-ios.ts";
import { dlinkDfl } from "./dlink-dfl.ts";
import { dlinkDi } from "./dlink-di.ts";
import { dlinkDir } from "./dlink-dir.ts";
import { draytek } from "./draytek.ts";
import { filterlog } from "./filterlog.ts";
import { firewalla } from "./firewalla.ts";
import { fortigate } from "./fortigate.ts";
import { fritzbox } from "./fritzbox.ts";
import { ipfw } from "./ipfw.ts";
import { ipmon } from "./ipmon.ts";
import { mikrotik } from "./mikrotik.ts";
import { netfilter } from "./netfilter.ts";
import { netgear } from "./netgear.ts";
import { netgearProsafe } from "./netgear-prosafe.ts";
import { opnsenseJson } from "./opnsense-json.ts";
import { pfsenseWeb } from "./pfsense-web.ts";
import { proxmox } from "./proxmox.ts";
import { realtekSdk } from "./realtek-sdk.ts";
import { shorewall } from "./shorewall.ts";
import { smcAccton } from "./smc-accton.ts";
import { smcAmit } from "./smc-amit.ts";
import { sohoware } from "./sohoware.ts";
import { sonicwall } from "./sonicwall.ts";
import { ufw } from "./ufw.ts";
import { unifi } from "./unifi.ts";
import { unifiCef } from "./unifi-cef.ts";
import { windowsFirewall } from "./windows-firewall.ts";
import { zyxelFirewall } from "./zyxel-firewall.ts";
import { zyxelZynos } from "./zyxel-zynos.ts";

/** Every format, the most specific first: automatic recognition takes the first that reads a line. One line a format. */
export const formats: readonly Format[] = [
  opnsenseJson,
  pfsenseWeb,
  fritzbox,
  filterlog,
  ciscoAsa,
  ciscoIos,
  mikrotik,
  ipmon,
  ipfw,
  windowsFirewall,
  ufw,
  shorewall,
  firewalla,
  unifi,
  proxmox,
  unifiCef,
  fortigate,
  sonicwall,
  zyxelFirewall,
  zyxelZynos,
  draytek,
  dlinkDir,
  netgear,
  netgearProsafe,
  dlinkDi,
  smcAccton,
  smcAmit,
  realtekSdk,
  dlinkDfl,
  sohoware,
  netfilter,
];

/**
 * Formats that read lines which another, the first, would read as well though with less sense, by id: they are asked before it.
 */
export const moreSpecific: ReadonlyMap<string, readonly string[]> = new Map([
  ["netfilter", ["ufw", "shorewall", "firewalla", "unifi", "proxmox", "dlink-dir"]],
  ["netgear", ["dlink-dir"]],
  ["smc-amit", ["dlink-di"]],
  ["zyxel-firewall", ["sonicwall"]],
]);

/** The format of that id; undefined where there is none. */
export function findFormat(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}
