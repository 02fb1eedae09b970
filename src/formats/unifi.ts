import type { Action } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";

/**
 * Lines of Ubiquiti's routers: `[WAN_LOCAL-default-D]IN=…` (EdgeOS, USG: set, index, letter), `[WAN_LOCAL-D-2147483647]
 * DESCR="…" IN=…` (UDM and later: set, letter, index). The letter is what became of the packet. DESCR is only the name that
 * somebody gave the rule: "Block All Traffic" is seen on accepted packets too.
 */
export const unifi: Format = {
  id: "unifi",
  title: "Ubiquiti UniFi and EdgeRouter",
  read: netfilterReader("unifi", judge),
};

const lettered = /^([\w-]{1,64}?)(?:-(?:\d{1,10}|default))?-([ADR]|RET)(?:-(?:\d{1,10}|default))?$/;
/** Set and index alone, as zone rules of UniFi Network 9 write (`[GUEST_WAN-30004] DESCR="…"`): they tell no action. */
const letterless = /^([\w-]{1,64})-\d{1,10}$/;

function judge(prefix: string): Verdict | undefined {
  const description = prefix.indexOf(" DESCR=");
  const head = (description === -1 ? prefix : prefix.slice(0, description)).trimEnd();
  if (!prefix.includes("[") || !head.endsWith("]")) return undefined;
  const rule = head.slice(head.lastIndexOf("[") + 1, -1);
  if (rule.length > 96) return undefined;
  const [, set = "", letter = ""] = lettered.exec(rule) ?? (description === -1 ? [] : (letterless.exec(rule) ?? []));
  if (set === "") return undefined;
  return { action: actionOf(letter), rule, ...zonesOf(set) };
}

/** RET goes back to the chain that called, which is how UniFi OS lets a packet pass. */
function actionOf(letter: string): Action {
  if (letter === "D") return "drop";
  if (letter === "R") return "reject";
  return letter === "" ? "unknown" : "accept";
}

/**
 * A set is a zone and a side of it (`WAN_IN`: forwarded from there, `WAN_OUT`: forwarded to there, `WAN_LOCAL`: from there to the
 * router), or two zones (`LAN_WAN`, `Internal-to-External`).
 */
function zonesOf(set: string): Pick<Verdict, "from" | "to"> {
  const [first = "", second = ""] = set.includes("-to-") ? set.split("-to-") : cutAtLast(set, "_");
  return second === "OUT" ? { to: first } : { from: first, to: second };
}

function cutAtLast(text: string, mark: string): readonly string[] {
  const at = text.lastIndexOf(mark);
  return [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
}
