import { createLocalClock } from "../../formats/local-time.ts";
import type { LogEvent } from "../../model/event.ts";
import type { RingRow } from "../simulator/ring.ts";
import type { Probe } from "../simulator/traffic.ts";
import type { GenericOptions } from "./options.ts";

/** The zone of its clock. */
export const timezone = "Europe/Berlin";
/** Its key of the API, and its own address from outside. */
export const apiKey = "k3y-9f27c1";
const wanAddress = "192.0.2.33";

/** One way in which routers show their log, and what of a configuration reads it. */
export interface LogStyle {
  readonly options: Partial<GenericOptions>;
  readonly login: "key" | "basic" | "digest" | "form";
  readonly type: string;
  probeRow(probe: Probe): string;
  /** What such a row tells. */
  eventOf(probe: Probe): LogEvent;
  /** A row that is no packet; the text may be anything. */
  noteRow(text: string, timeMs: number): string;
  /** The page that has the log; the rows come oldest first. */
  page(rows: readonly RingRow[]): string;
}

const clock = createLocalClock(timezone);

/** Basic, and a table whose rows have a date of their own and no source port; oldest first. */
const table: LogStyle = {
  login: "basic",
  type: "text/html",
  options: {
    login: "box",
    log_path: "/fwlog.html",
    rows_at: "table.log tr",
    order: "oldest_first",
    pattern:
      "^(?P<time>[\\d.]+ [\\d:]+)\\t(?P<action>\\w+)\\t(?P<protocol>\\w+)\\t(?P<source>[\\da-f.:]+)\\t(?P<destination>[\\da-f.:]+)\\t(?P<port>\\d+)$",
    note_pattern: "^(?P<time>[\\d.]+ [\\d:]+)\\tSystem\\t",
    time_form: "dd.MM.yyyy HH:mm:ss",
  },
  probeRow: ({ timeMs, protocol, source, port }) =>
    cells([germanDate(timeMs), "Blocked", protocol.toUpperCase(), source, wanAddress, String(port)]),
  eventOf: (probe) => ({ ...eventOf(probe), destination: wanAddress }),
  noteRow: (text, timeMs) => cells([germanDate(timeMs), "System", escaped(text)]),
  page: (rows) => {
    const head =
      "<tr><th>Time</th><th>Action</th><th>Protocol</th><th>Source</th><th>Destination</th><th>Port</th></tr>";
    return html(`<table class="log">\n${[head, ...rows.map(({ text }) => text)].join("\n")}\n</table>`);
  },
};

/** A login form, and lines of netfilter without a year in a text area; newest first. */
export const area: LogStyle = {
  login: "form",
  type: "text/html",
  options: {
    login: "form",
    log_path: "/log.cgi?view=system",
    login_path: "/login.cgi",
    logout_path: "/logout.cgi",
    refused_marker: "Wrong user name or password",
    busy_marker: "is managing this device",
    take_over_fields: "kick=1",
    note_pattern: "^\\w{3} +\\d+ [\\d:]+ (dnsmasq|system)\\[",
  },
  probeRow: ({ timeMs, protocol, source, sourcePort, port }) =>
    `${syslogDate(timeMs)} kernel: DROP IN=ppp0 OUT= MAC= SRC=${source} DST=${wanAddress} LEN=44 TOS=0x00 PREC=0x00 TTL=50 ID=0 ` +
    `PROTO=${protocol.toUpperCase()} SPT=${sourcePort} DPT=${port}${protocol === "tcp" ? " WINDOW=1024 RES=0x00 SYN URGP=0" : " LEN=24"}`,
  eventOf: (probe) => ({
    ...eventOf(probe),
    sourcePort: probe.sourcePort,
    destination: wanAddress,
    ...(probe.protocol === "tcp" ? { tcpFlags: ["syn"] } : {}),
  }),
  noteRow: (text, timeMs) => `${syslogDate(timeMs)} system[1]: ${text.replaceAll(/[\r\n]+/g, " ")}`,
  page: (rows) =>
    html(
      `<textarea id="syslog" rows="30" readonly>\n${rows
        .map(({ text }) => escaped(text))
        .toReversed()
        .join("\n")}\n</textarea>`,
    ),
};

/** Digest, and a script that gets seconds since 1970 and a text in turn; newest first. */
const script: LogStyle = {
  login: "digest",
  type: "text/html",
  options: {
    login: "box",
    log_path: "/status/log.asp",
    rows_in: "script",
    rows_at: "fw_log",
    cells_per_row: 2,
    pattern:
      "^(?P<time>\\d+)\\t(?P<action>Drop) (?P<protocol>\\w+) from (?P<source>\\S+) port (?P<source_port>\\d+) to port (?P<port>\\d+)$",
    note_pattern: "^(?P<time>\\d+)\\tSystem: ",
    time_form: "unix_s",
  },
  probeRow: ({ timeMs, protocol, source, sourcePort, port }) =>
    pair(timeMs, `Drop ${protocol} from ${source} port ${sourcePort} to port ${port}`),
  eventOf: (probe) => ({ ...eventOf(probe), sourcePort: probe.sourcePort }),
  noteRow: (text, timeMs) => pair(timeMs, `System: ${text}`),
  page: (rows) =>
    html(
      `<script>\nvar fw_log = [\n${rows
        .map(({ text }) => text)
        .toReversed()
        .join(",\n")}\n];\n</script>`,
    ),
};

/** A key in a header, and JSON with a number for each row; oldest first. */
const api: LogStyle = {
  login: "key",
  type: "application/json",
  options: {
    log_path: "/api/v1/firewall/log",
    headers: `X-Api-Key: ${apiKey}`,
    rows_in: "json",
    rows_at: "data.log",
    cells: "id,time,text",
    // Numbers begin anew with a reboot: only with the time they are never given twice.
    pattern: "^(?P<id>\\d+\\t(?P<time>\\d+))\\t(?P<message>.*)$",
    format: "netfilter",
    note_pattern: "^(?P<id>\\d+\\t\\d+)\\tsystem: ",
    time_form: "unix_ms",
  },
  probeRow: ({ timeMs, protocol, source, sourcePort, port }) =>
    timed(
      timeMs,
      `DROP IN=wan OUT= SRC=${source} DST=${wanAddress} PROTO=${protocol.toUpperCase()} SPT=${sourcePort} DPT=${port}`,
    ),
  eventOf: (probe) => ({
    ...eventOf(probe),
    timeMs: probe.timeMs,
    sourcePort: probe.sourcePort,
    destination: wanAddress,
  }),
  noteRow: (text, timeMs) => timed(timeMs, `system: ${text}`),
  page: (rows) =>
    JSON.stringify({ data: { log: rows.map(({ text, number }) => ({ id: number, ...JSON.parse(text) })) } }),
};

/** The seed chooses. */
export const logStyles: readonly LogStyle[] = [table, area, script, api];

function eventOf({ timeMs, protocol, source, port }: Probe): LogEvent {
  const wholeSecondMs = Math.floor(timeMs / 1000) * 1000;
  return {
    timeMs: wholeSecondMs,
    action: "drop",
    direction: "in",
    protocol,
    source,
    port,
    count: 1,
    format: "generic",
  };
}

/** `22.11.2026 18:10:18`. */
function germanDate(timeMs: number): string {
  const [date = "", time = ""] = new Date(clock.wallAt(timeMs)).toISOString().split("T");
  return `${date.split("-").toReversed().join(".")} ${time.slice(0, 8)}`;
}

/** `Nov 22 18:10:18`, as RFC 3164 has it. */
function syslogDate(timeMs: number): string {
  const [, day = "", month = "", , time = ""] = new Date(clock.wallAt(timeMs)).toUTCString().split(" ");
  return `${month} ${String(Number(day)).padStart(2)} ${time}`;
}

function cells(texts: readonly string[]): string {
  return `<tr>${texts.map((text) => `<td>${text}</td>`).join("")}</tr>`;
}

/** JSON is JavaScript, but for what would end the script. */
function pair(timeMs: number, text: string): string {
  return `${Math.floor(timeMs / 1000)}, ${JSON.stringify(text).replaceAll("<", "\\u003c")}`;
}

function timed(timeMs: number, text: string): string {
  return JSON.stringify({ time: Math.floor(timeMs), text });
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\r\n]+/g, " ");
}

function html(content: string): string {
  return `<!DOCTYPE html>\n<html><head><title>Firewall log</title></head>\n<body>\n${content}\n</body></html>\n`;
}
