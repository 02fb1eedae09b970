import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";
import { actionOfWords } from "./netfilter-prefix.ts";

/**
 * Lines of Ubuntu's firewall: `[UFW BLOCK] IN=…`, also `LIMIT BLOCK` (too many connections), `ALLOW`, and from add-ons
 * `DOCKER BLOCK`. `AUDIT` and `AUDIT INVALID` judge nothing: the packet goes on to the rules behind, which write their own line.
 */
export const ufw: Format = {
  id: "ufw",
  title: "UFW (Ubuntu, Debian)",
  read: netfilterReader("ufw", judge),
};

/** At the end, where the fields begin: what stands before it is not UFW's. */
const mark = /\[UFW ([A-Z][A-Z _-]{0,62})\] {0,2}$/;

function judge(prefix: string): Verdict | undefined {
  const rule = mark.exec(prefix)?.[1];
  if (rule === undefined) return undefined;
  const isObservation = rule.startsWith("AUDIT");
  return { action: isObservation ? "unknown" : actionOfWords(rule), rule, isObservation };
}
