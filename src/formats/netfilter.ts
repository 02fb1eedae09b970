import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";
import { actionOfWords, ruleOfPrefix } from "./netfilter-prefix.ts";
import { frontOf } from "./netfilter-start.ts";
import { note } from "./packet.ts";

/**
 * Lines of the kernel's LOG target with any prefix or none. Most routers that run Linux write them with a word of their own
 * in front: `DROP`, `ACCEPT`, `REJECT` (DD-WRT, Tomato, ASUSWRT), `reject wan in:` (OpenWrt fw4), `[FW] IPTABLES … Drop`
 * (Verizon G3100). The action is what that word says; a prefix without such a word tells none.
 */
export const netfilter: Format = {
  id: "netfilter",
  title: "iptables and nftables: Linux, OpenWrt, DD-WRT, Tomato, ASUSWRT, Verizon G3100",
  markOf: (line) => {
    const { text, prefix, start } = frontOf(line);
    return text.startsWith("IN=", start) ? prefix : undefined;
  },
  read: (line) => readKernelLine(line) ?? (suppressed.test(line.message) ? note("rate_limited") : undefined),
};

/** The kernel's own limit: what it counts here has no lines. */
const suppressed = /^[\w. -]{1,48}: \d{1,9} callbacks suppressed$/;
const readKernelLine = netfilterReader("netfilter", judge);

/** A prefix that is the verdict alone (DD-WRT, Tomato, ASUSWRT), or none, names no rule. */
const verdictsAlone: ReadonlyMap<string, Verdict> = new Map([
  ["", { action: "unknown", rule: "" }],
  ["DROP", { action: "drop", rule: "" }],
  ["REJECT", { action: "reject", rule: "" }],
  ["ACCEPT", { action: "accept", rule: "" }],
]);

function judge(prefix: string): Verdict {
  const rule = ruleOfPrefix(prefix);
  const alone = verdictsAlone.get(rule);
  if (alone !== undefined) return alone;
  const action = actionOfWords(rule);
  // UFW's own marks, read as netfilter: what only passes by must not count.
  if (rule.startsWith("[UFW AUDIT")) return { action, rule, isObservation: true };
  return { action, rule, ...sideOfPrefix(rule) };
}

/** `reject wan in` (OpenWrt's fw4; fw3 in capitals). */
const zoneThenSide = /^(?:reject|drop|accept) (\S{1,32}) (in|out)$/i;
/** `DROP(src wan)` (fw3 before 2018). */
const sideThenZone = /\((src|dest) (\S{1,32})\)$/;

/** OpenWrt's firewalls name a zone and its side, its add-on banIP the direction (`banIP/inbound/drop/country.v4`). */
function sideOfPrefix(rule: string): Pick<Verdict, "from" | "to" | "direction"> {
  const [, zone, side] = zoneThenSide.exec(rule) ?? [];
  if (side !== undefined) return side.toLowerCase() === "in" ? { from: zone } : { to: zone };
  const [, older, olderZone] = sideThenZone.exec(rule) ?? [];
  if (older !== undefined) return older === "src" ? { from: olderZone } : { to: olderZone };
  if (rule.startsWith("banIP/inbound/")) return { direction: "in" };
  return rule.startsWith("banIP/outbound/") ? { direction: "out" } : {};
}
