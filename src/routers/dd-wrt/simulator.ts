import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter, WrittenRow } from "../simulator/family.ts";
import { pick, type Random } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { basicRefusal, htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import { readRow } from "./row.ts";

const login = { username: "root", password: "dd-wrt-make-believe", realm: "DD-WRT" };

/**
 * A make-believe router with DD-WRT, after its source: the table's four columns, names for ports, the kernel's memory of some 64 rows,
 * oldest first, and a row like the one before it left out.
 */
export function startDdwrt(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulated(), options);
}

function simulated(): SimulatedFamily {
  let before = "";
  return {
    id: "dd-wrt",
    username: login.username,
    password: login.password,
    timezone: "UTC",
    ringSize: 64,
    background: { perDay: 20, write: (_, random) => ({ text: acceptedRow(random) }) },
    writeProbe: ({ source, protocol, port }) => {
      const cells = [source, protocol.toUpperCase(), services.get(port) ?? String(port), "Dropped"];
      const text = rowOf(cells);
      if (text === before) return undefined;
      before = text;
      return readBack(text, cells);
    },
    replay: (line) => ({ text: line }),
    hostileRows: () => hostileCells.map((cells) => ({ text: rowOf(cells) })),
    answer,
  };
}

function rowOf([source, protocol, port, verdict]: readonly string[]): string {
  return `<tr height="1">
<td>${source}</td>
<td align="center">${protocol}</td>
<td align="center">${port}</td>
<td align="center">${verdict}</td>
</tr>`;
}

function readBack(text: string, cells: readonly string[]): WrittenRow {
  const reading = readRow(cells);
  return reading.kind === "event" ? { text, event: reading.event } : { text };
}

/** A port that the household forwards. */
function acceptedRow(random: Random): string {
  return rowOf([publicAddress(random), "TCP", pick(random, ["https", "32400"]), "Accepted"]);
}

/** What its `/etc/services` has a name for; the last one no list of ours knows. */
const services: ReadonlyMap<number, string> = new Map([
  [21, "ftp"],
  [22, "ssh"],
  [23, "telnet"],
  [25, "smtp"],
  [80, "www"],
  [111, "sunrpc"],
  [137, "netbios-ns"],
  [139, "netbios-ssn"],
  [443, "https"],
  [8080, "webcache"],
  [4899, "radmin-port"],
]);

/** Nothing in this table is of a stranger's choice but numbers; a broken router may write others. */
const hostileCells = [
  ["999.1.1.1", "TCP", "99999", "Dropped"],
  ["<script>alert(1)</script>", "constructor", "<img src=x onerror=alert(1)>", "Dropped"],
  ["203.0.113.66", "__proto__", "22", "Dropped"],
  ["&lt;b&gt;", "TCP", "\u001b[2J", "\u0007"],
];

function answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const refusal = basicRefusal(request, router, login);
  if (refusal !== undefined) return refusal;
  switch (request.path) {
    case "/Log_incoming.asp":
      return htmlAnswer(logPage(router), { isLog: true });
    case "/":
      return htmlAnswer(page("Info", "<table><tr><td>LAN</td><td>192.168.1.1</td></tr></table>"));
    default:
      return htmlAnswer(page("404 Not Found", ""), { status: "HTTP/1.0 404 Not Found" });
  }
}

function logPage(router: SimulatedRouter): string {
  const heading = ["Source IP", "Protocol", "Destination Port Number", "Rule"]
    .map((cell) => `<th>${cell}</th>`)
    .join("");
  const rows = router.rows().map(({ text }) => text);
  return page(
    "Incoming Log Table",
    `<form>\n<fieldset><legend>Log</legend>\n<table class="table">\n<tr>${heading}</tr>\n${rows.join("\n")}\n</table>\n</fieldset></form>`,
  );
}

function page(title: string, content: string): string {
  return `<html><head><title>DD-WRT - ${title}</title></head>\n<body class="popup_bg">\n<h2>${title}</h2>\n${content}\n</body>\n</html>\n`;
}
