import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";
import { actionOfWords } from "./netfilter-prefix.ts";

/**
 * Lines of the firewall of Proxmox VE (pve-firewall.log), behind whose columns of machine, level and time stand chain and
 * verdict: `PVEFW-HOST-IN policy DROP: IN=vmbr0 MAC=…`, `tap101i0-IN PVEFW-reject: IN=…`. An interface that is not there is left out.
 */
export const proxmox: Format = {
  id: "proxmox",
  title: "Proxmox VE",
  read: netfilterReader("proxmox", judge),
};

const chainFirst = /^((?:PVEFW|GROUP)-[\w-]{1,40}|(?:tap|veth)\d{1,9}i\d{1,3}-(?:IN|OUT)) (.{0,64})$/;

/** The chain tells the direction, as seen from the machine: one bridge may carry both sides. */
function judge(prefix: string): Verdict | undefined {
  const [, rule = "", words = ""] = chainFirst.exec(prefix) ?? [];
  if (rule === "") return undefined;
  const action = actionOfWords(words);
  if (rule.endsWith("-OUT")) return { action, direction: "out", rule };
  return rule.endsWith("-IN") ? { action, rule, to: "local" } : { action, rule };
}
