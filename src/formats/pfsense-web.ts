import type { Format, LineReading } from "../model/format.ts";
import { readPacket, reject } from "./packet.ts";
import { readPfAction } from "./pf-action.ts";
import { readStamp } from "./stamp-text.ts";
import { flagsOfLetters } from "./tcp-flags.ts";

/**
 * What pfSense's web interface gets to bring its log up to date (status_logs_filter_dynamic.php with `lastsawtime`): icon, time,
 * interface, source, its port, destination, its port, protocol, IP version, the server's own time; each followed by two bars. It does
 * not say which way a packet went.
 */
export const pfsenseWeb: Format = {
  id: "pfsense-web",
  title: "pfSense, rows of its dynamic view",
  read: ({ text }) => {
    const fields = text.trim().split("||", mostFields);
    return fields.length === mostFields && /^\d{9,11}$/.test(fields[9] ?? "") && fields[10] === ""
      ? readRow(fields)
      : undefined;
  },
};

/** Ten, and what is behind the last bars. */
const mostFields = 11;

function readRow(fields: readonly string[]): LineReading {
  const [icon = "", time = "", name, source, sourcePort, destination, port, protocol = ""] = fields;
  const found = readStamp(`${time} `, 0);
  if (found === undefined) return reject("row without a time");
  // Of a packet that was too short pf knows no addresses.
  if (source === "" || destination === "") return reject("truncated line", found.stamp);
  const { action, rule } = readIcon(icon);
  const [protocolName, flags] = splitProtocol(protocol);
  return readPacket({
    format: pfsenseWeb.id,
    ...readPfAction(action),
    protocol: protocolName,
    source,
    destination,
    sourcePort,
    port,
    tcpFlags: flags === undefined ? undefined : flagsOfLetters(flags),
    interface: name,
    rule,
    stamp: found.stamp,
  });
}

/** The icon's title is action and tracker of the rule (`block/1000000103`); older releases only have the name of a picture. */
function readIcon(icon: string): { readonly action: string; readonly rule?: string } {
  const [, action, rule] = /\btitle=["']([a-z]{1,12})\/(\d{0,12})/.exec(icon) ?? [];
  if (action !== undefined) return rule === undefined || rule === "" ? { action } : { action, rule };
  if (/fa-times|fa-xmark|icon_block/.test(icon)) return { action: "block" };
  if (/icon_reject/.test(icon)) return { action: "reject" };
  return { action: /fa-check|icon_pass/.test(icon) ? "pass" : "" };
}

/** `TCP:SEC`; of others the name alone. */
function splitProtocol(text: string): readonly [string, string | undefined] {
  const colon = text.indexOf(":");
  return colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
