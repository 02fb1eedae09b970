import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { basicRefusal, htmlAnswer } from "../simulator/site.ts";
import { startSimulator } from "../simulator/start.ts";
import type { Probe } from "../simulator/traffic.ts";

/** The user's name is not looked at. */
const login = { password: "wrt54g-make-believe", realm: "WRT54G" };

/**
 * A make-believe WRT54G. From sources: the two columns of its table, the head of its answers (with a date in local time that says
 * GMT), Basic without a name. Invented: oldest row first, and 128 rows.
 */
export function startLinksys(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulated, options);
}

const simulated: SimulatedFamily = {
  id: "linksys",
  username: "",
  password: login.password,
  timezone: "UTC",
  ringSize: 128,
  writeProbe: (probe) => ({
    text: rowOf(probe.source, probe.port),
    event: { ...unknownFate, source: probe.source, port: probe.port },
  }),
  replay: (line) => ({ text: line }),
  hostileRows: () => hostileRows,
  answer,
};

const unknownFate = { action: "unknown", direction: "in", count: 1, format: "linksys" } as const;

function rowOf(source: Probe["source"], port: number | string): string {
  return `<tr bgcolor=cccccc><td width=140>${source}</td><td>${port}</td></tr>`;
}

/** Nothing in this table is of a stranger's choice but numbers; a broken router may write others. */
const hostileRows = [
  rowOf("999.1.1.1", 99_999),
  rowOf("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
  rowOf("203.0.113.66", "constructor"),
  rowOf("&lt;b&gt;", "\u001b[2J"),
].map((text) => ({ text }));

function answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer {
  const refusal = basicRefusal(request, router, login);
  if (refusal !== undefined) return refusal;
  switch (request.path) {
    case "/Log_incoming.asp":
      return { ...pageOf("Incoming Log Table", logTable(router), router), isLog: true };
    case "/":
    case "/index.asp":
      return pageOf("Basic Setup", "<table><tr><td>Router Name</td><td>WRT54G</td></tr></table>", router);
    default:
      return { ...pageOf("404 Not Found", "", router), status: "HTTP/1.0 404 Not Found" };
  }
}

function logTable(router: SimulatedRouter): string {
  const rows = router.rows().map(({ text }) => text);
  return `<table border=1><tr><th>Source IP</th><th>Destination Port Number</th></tr>\n${rows.join("\n")}\n</table>`;
}

function pageOf(title: string, content: string, { nowMs }: SimulatedRouter): SimulatedAnswer {
  const localAsGmt = new Date(nowMs + 3 * 3_600_000).toUTCString();
  return htmlAnswer(
    `\n<!--\n  a notice\n-->\n<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><B>${title}</B>\n${content}\n</BODY></HTML>\n`,
    {
      status: "HTTP/1.0 200 Ok",
      headers: [
        ["Server", "httpd"],
        ["Date", localAsGmt],
        ["Content-Type", "text/html"],
        ["Cache-Control", "no-cache"],
        ["Cache-Control", "no-cache"],
        ["Pragma", "no-cache"],
        ["Expires", "0"],
        ["Connection", "close"],
      ],
    },
  );
}
