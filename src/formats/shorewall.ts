import type { Action } from "../model/event.ts";
import type { Format } from "../model/format.ts";
import { netfilterReader, type Verdict } from "./netfilter-event.ts";
import { actionOfWords } from "./netfilter-prefix.ts";

/**
 * Lines of Shorewall: `Shorewall:net2fw:DROP:IN=…`, by its option LOGFORMAT: chain, number of the rule where LOGRULENUMBERS is
 * set, disposition. Some leave the first word out (`net2fw:DROP:IN=…`). The chain names the zones on both sides, since
 * Shorewall 4.4.12 with a hyphen (`net-fw`).
 */
export const shorewall: Format = {
  id: "shorewall",
  title: "Shorewall",
  read: netfilterReader("shorewall", judge),
};

const named = /(?:^|\s)Shorewall6?:([\w.+-]{1,64}):(?:\d{1,6}:)?([A-Za-z_]{1,24}[+-]?):/;
const unnamed = /(?:^|\s)([a-z]\w{0,14}(?:2|-)[a-z]\w{0,14}):(?:\d{1,6}:)?([A-Z_]{2,24}):$/;
const zonePair = /^([a-z]\w{0,14}?)(?:2|-)([a-z]\w{0,14})$/i;

function judge(prefix: string): Verdict | undefined {
  const [, chain = "", disposition = ""] = named.exec(prefix) ?? unnamed.exec(prefix) ?? [];
  if (chain === "") return undefined;
  const [, from, to] = zonePair.exec(chain) ?? [];
  return { action: actionOf(disposition), rule: chain, from, to };
}

/** A rule that forwards a port or turns it to the firewall itself lets it in; `LOG` and the like tell nothing. */
function actionOf(disposition: string): Action {
  return /^(?:DNAT|REDIRECT)[+-]?$/.test(disposition) ? "accept" : actionOfWords(disposition);
}
