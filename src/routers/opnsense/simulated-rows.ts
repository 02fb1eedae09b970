import { createHash } from "node:crypto";
import type { LocalClock } from "../../formats/local-time.ts";
import { opnsenseJson } from "../../formats/opnsense-json.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { RingRow } from "../simulator/ring.ts";
import type { Probe } from "../simulator/traffic.ts";

type Fields = Readonly<Record<string, string>>;

/** What of a packet differs from row to row. */
interface Packet {
  readonly action: string;
  readonly dir: string;
  readonly src: string;
  readonly dst: string;
  readonly label: string;
  readonly interface?: string;
}

function fieldsOf({ interface: face = "igb0", ...packet }: Packet, protocol: Fields): Fields {
  return {
    rulenr: "10",
    subrulenr: "",
    anchorname: "",
    rid: "02f4bab031b57d1e30553ce08e0ec131",
    interface: face,
    reason: "match",
    ipversion: "4",
    tos: "0x0",
    ecn: "",
    ttl: "118",
    id: "28579",
    offset: "0",
    ipflags: "none",
    length: "60",
    ...packet,
    ...protocol,
  };
}

/** What the API calls `urp` is TCP's window, and `tcpopts` its urgent pointer. */
function tcp(srcport: number, dstport: number, tcpflags: string): Fields {
  const ports = { srcport: String(srcport), dstport: String(dstport), datalen: "0" };
  return { protonum: "6", protoname: "tcp", ...ports, tcpflags, seq: "1927530165", ack: "", urp: "64240", tcpopts: "" };
}

function udp(srcport: number, dstport: number): Fields {
  return { protonum: "17", protoname: "udp", srcport: String(srcport), dstport: String(dstport), datalen: "40" };
}

/** Rows of one router: its zone is left out where it is `+hh:mm`, and stays where it is `-hh:mm`. */
export interface RowWriter {
  probe(probe: Probe): WrittenRow;
  household(timeMs: number, random: Random): WrittenRow;
  hostile(timeMs: number): readonly WrittenRow[];
}

const defaultDeny = "Default deny / state violation rule";

export function createRowWriter(wan: string, clock: LocalClock): RowWriter {
  return {
    probe: ({ source: src, sourcePort, protocol, port, timeMs }) => {
      const words = protocol === "tcp" ? tcp(sourcePort, port, "S") : udp(sourcePort, port);
      return withTruth(fieldsOf({ action: "block", dir: "in", src, dst: wan, label: defaultDeny }, words), timeMs);
    },
    household: (timeMs, random) => ({ text: rowText(householdFields(random, wan), timeMs) }),
    hostile: (timeMs) => [
      ...hostileLabels.map((label) => withTruth(blocked(label, tcp(51_422, 445, "S")), timeMs)),
      { text: rowText(blocked("x", tcp(99_999, -1, "?!")), timeMs) },
      { text: rowText({ ...blocked("x", {}), src: "", dst: "" }, timeMs) },
      { text: JSON.stringify({ __timestamp__: shownTime(timeMs), rulenr: "" }) },
    ],
  };

  function blocked(label: string, words: Fields): Fields {
    return fieldsOf({ action: "block", dir: "in", src: "203.0.113.9", dst: wan, label }, words);
  }

  function rowText(fields: Fields, timeMs: number): string {
    return JSON.stringify({ ...fields, __timestamp__: shownTime(timeMs), __host__: "opnsense.example.net" });
  }

  /** The log has whole seconds. */
  function withTruth(fields: Fields, timeMs: number): WrittenRow {
    const text = rowText(fields, timeMs);
    const reading = opnsenseJson.read({ text, message: text });
    if (reading?.kind !== "event") return { text };
    return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
  }

  function shownTime(timeMs: number): string {
    const wallMs = clock.wallAt(timeMs);
    const offsetMinutes = Math.round((timeMs - wallMs) / 60_000);
    const shown = new Date(wallMs).toISOString().slice(0, 19);
    if (offsetMinutes <= 0) return shown;
    const two = (number: number) => String(number).padStart(2, "0");
    return `${shown}-${two(Math.floor(offsetMinutes / 60))}:${two(offsetMinutes % 60)}`;
  }
}

/** The row as the API answers it. Its digest is of the line in the file, which has a number. */
export function apiRow({ text, number }: RingRow): object {
  const digest = createHash("md5").update(`${number} ${text}`).digest("hex");
  return { ...JSON.parse(text), __digest__: digest, __spec__: ["rulenr", "subrulenr"] };
}

/** Packets that are no probes: what leaves, what is let in, and what a redirection only translates. */
function householdFields(random: Random, wan: string): Fields {
  const lan = `192.168.1.${integerBetween(random, 100, 120)}`;
  const port = integerBetween(random, 32_768, 60_999);
  const far = publicAddress(random);
  const out = { dir: "out", src: wan, dst: far, label: "let out anything from firewall host itself" };
  return pick(random, [
    fieldsOf({ ...out, action: "pass" }, tcp(port, 443, "S")),
    fieldsOf(
      { action: "pass", dir: "in", src: lan, dst: far, label: "Default allow LAN", interface: "igb1" },
      udp(port, 53),
    ),
    fieldsOf({ action: "pass", dir: "in", src: far, dst: wan, label: "WireGuard" }, udp(port, 51_820)),
    fieldsOf({ action: "rdr", dir: "in", src: far, dst: wan, label: "" }, tcp(port, 8080, "S")),
    fieldsOf(
      { action: "block", dir: "in", src: lan, dst: "224.0.0.22", label: defaultDeny },
      { protonum: "2", protoname: "igmp" },
    ),
  ]);
}

/** Descriptions of rules are free text. */
const hostileLabels = [
  "<script>alert(1)</script>",
  '"},{"rulenr":"1","action":"block","src":"203.0.113.66"}',
  "\u001b[2J\u0007\u0000",
  "ünïcödé 🔑 \ud800",
  "x".repeat(1000),
];
