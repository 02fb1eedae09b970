import type { Direction } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import { directionOfInterfaces, directionOfZones } from "./netfilter-direction.ts";
import { readNetfilter, type Verdict } from "./netfilter-event.ts";
import type { NetfilterFields } from "./netfilter-fields.ts";
import { actionOfWords, ruleOfPrefix } from "./netfilter-prefix.ts";

/**
 * Lines of the kernel's LOG target with any prefix or none. Most routers that run Linux write them with a word of their own
 * in front: `DROP`, `ACCEPT`, `REJECT` (DD-WRT, Tomato, ASUSWRT), `reject wan in:` (OpenWrt fw4), `[FW] IPTABLES … Drop`
 * (Verizon G3100). The action is what that word says; a prefix without such a word tells none.
 */
export const netfilter: Format = {
  id: "netfilter",
  title: "iptables and nftables: Linux, OpenWrt, DD-WRT, Tomato, ASUSWRT, Verizon G3100",
  read: (line) => readNetfilter(line.message, "netfilter", judge),
};

function judge(prefix: string, fields: Readonly<NetfilterFields>): Verdict {
  const rule = ruleOfPrefix(prefix);
  const action = actionOfWords(rule);
  const direction = directionOfPrefix(rule, fields) ?? directionOfInterfaces(fields);
  // A prefix that is the verdict alone names no rule.
  return { action, direction, rule: action !== "unknown" && !notALetter.test(rule) ? "" : rule };
}

const notALetter = /[^a-z]/i;
/** `reject wan in` (OpenWrt's fw4; fw3 in capitals). */
const zoneThenSide = /^(?:reject|drop|accept) (\S{1,32}) (in|out)$/i;
/** `DROP(src wan)` (fw3 before 2018). */
const sideThenZone = /\((src|dest) (\S{1,32})\)$/;

/** OpenWrt's firewalls name a zone and its side, its add-on banIP the direction (`banIP/inbound/drop/country.v4`). */
function directionOfPrefix(rule: string, fields: Readonly<NetfilterFields>): Direction | undefined {
  if (rule.includes(" ")) {
    const [, zone = "", side = ""] = zoneThenSide.exec(rule) ?? [];
    const [, older = "", olderZone = ""] = sideThenZone.exec(rule) ?? [];
    if (/^in$/i.test(side) || older === "src") return directionOfZones(zone + olderZone, "", fields);
    if (side !== "" || older !== "") return directionOfZones("", zone + olderZone, fields);
  }
  if (rule.startsWith("banIP/inbound/")) return "in";
  return rule.startsWith("banIP/outbound/") ? "out" : undefined;
}
