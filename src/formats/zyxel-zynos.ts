import type { Action } from "../model/event.ts";
import type { Format, LineReading, LogLine } from "../model/format.ts";
import { note, readPacket, reject } from "./packet.ts";

/** What the firmware writes beside packets. */
type ZynosNote = "generic_filter" | "ppp";

/**
 * The filter log of ZyXEL's ZyNOS (Prestige 642R, P-660, Prestige 314, ZyWALL 2 to 70), after the appendix on syslog of their
 * manuals: `IP[Src=192.0.2.123 Dst=192.168.1.33 UDP spo=0208 dpo=0035]}S03>R01mD` - set 3, rule 1, match, drop. It names no
 * interface, so the scope of the addresses decides the direction.
 */
export const zyxelZynos: Format = {
  id: "zyxel-zynos",
  title: "ZyXEL Prestige and ZyWALL, packet filter",
  read: (line: LogLine) => {
    const at = line.text.indexOf("IP[Src=");
    if (at !== -1) return readFilter(line.text.slice(at, at + longestLine).trimEnd());
    // Filters on raw bytes tell no address.
    if (/(?:^|\s)GEN\[\w{2,200}\] ?\}?S\d{2}>R\d{2}[mn][DFN]\s*$/.test(line.text.slice(-longestLine)))
      return note("generic_filter" satisfies ZynosNote);
    return /^ppp:[A-Z]{2,6} (?:Starting|Opening|Closing|Shutdown)\s*$/.test(
      line.message.slice(line.message.indexOf("ppp:")),
    )
      ? note("ppp" satisfies ZynosNote)
      : undefined;
  },
};

const longestLine = 256;

/** The closing brackets do not balance: `]}`, `] }` and `]` were all printed. */
const filter =
  /^IP\[Src=(\S{2,45}) Dst=([^\s\]]{2,45}) ([\w-]{1,12})(?: {1,4}spo=([0-9a-fA-F]{1,6}))?(?: {1,4}dpo=([0-9a-fA-F]{1,6}))? {0,2}\] {0,2}\}? {0,2}(S\d{1,2}>R\d{1,2})([mn])([DFN])$/;

const actions: ReadonlyMap<string, Action> = new Map(Object.entries({ D: "drop", F: "accept" } as const));

function readFilter(text: string): LineReading {
  const [, source, destination, protocol, sourcePort, port, rule, match, act = ""] = filter.exec(text) ?? [];
  if (rule === undefined) return reject(/\][ }]*S\d/.test(text) ? "unknown form of filter line" : "truncated line");
  return readPacket({
    format: zyxelZynos.id,
    // `N` means "look at the next rule", and what was not matched was judged elsewhere.
    action: match === "m" ? (actions.get(act) ?? "unknown") : "unknown",
    protocol: protocol?.toLowerCase(),
    source,
    destination,
    sourcePort: readZynosPort(sourcePort),
    port: readZynosPort(port),
    rule,
  });
}

/** Four digits are hexadecimal (642R, P-660: `0035` is 53), five are decimal (Prestige 314 Plus: `00021`): told by the length alone. */
function readZynosPort(text: string | undefined): string | undefined {
  return text?.length === 4 ? String(Number.parseInt(text, 16)) : text;
}
