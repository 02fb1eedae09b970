import { readEnvelope } from "../../formats/envelope.ts";
import type { LocalClock } from "../../formats/local-time.ts";
import { netfilter } from "../../formats/netfilter.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** Writes lines of one router. */
export interface RowWriter {
  probe(probe: Probe, random: Random): WrittenRow;
  household(timeMs: number, random: Random): WrittenRow;
  boot(timeMs: number, random: Random): readonly WrittenRow[];
  hostile(timeMs: number): readonly WrittenRow[];
  /** Of the router's own, now. */
  own(message: string, timeMs: number): string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** What its clock shows when it starts. */
const unsetWallMs = Date.UTC(2018, 4, 5, 7, 5, 0);

export function createRowWriter(wan: string, clock: LocalClock): RowWriter {
  return {
    probe: (probe, random) => withTruth(packet(probe, random), probe.timeMs),
    household: (timeMs, random) => ({ text: line(householdMessage(random), clock.wallAt(timeMs)) }),
    boot: (timeMs, random) => {
      const unset = (seconds: number) => unsetWallMs + seconds * 1000;
      const early = { source: publicAddress(random), sourcePort: 40_123, protocol: "tcp", port: 23, timeMs } as const;
      const reading = netfilter.read(readEnvelope(line(packet(early, random), unset(40))));
      return [
        { text: line("kernel: klogd started: BusyBox v1.24.1", unset(4)) },
        { text: line("kernel: eth0 (Int switch port: 0) Link UP at 1000 mbps full duplex", unset(9)) },
        {
          text: line(packet(early, random), unset(40)),
          ...(reading?.kind === "event" ? { event: reading.event } : {}),
        },
        { text: line("ntpd: Initial clock set", clock.wallAt(timeMs)) },
      ];
    },
    hostile: (timeMs) => [
      ...hostileNames.map((name) => ({
        text: line(`dnsmasq-dhcp[1]: DHCPACK(br0) 192.168.50.101 02:00:00:00:53:16 ${name}`, clock.wallAt(timeMs)),
      })),
      { text: line("kernel: DROP IN=eth0 OUT= SRC=192.0.2.9 DST=", clock.wallAt(timeMs)) },
      { text: line("kernel: DROP IN=eth0 OUT= SRC=999.1.1.1 DST=x PROTO=TCP SPT=-1 DPT=99999", clock.wallAt(timeMs)) },
    ],
    own: (message, timeMs) => line(message, clock.wallAt(timeMs)),
  };

  function packet({ source, sourcePort, protocol, port }: Probe, random: Random): string {
    const head = `kernel: DROP IN=eth0 OUT= MAC=02:00:00:00:53:01:02:00:00:00:53:02:08:00 SRC=${source} DST=${wan}`;
    const frame = `LEN=40 TOS=0x00 PREC=0x00 TTL=${integerBetween(random, 40, 240)} ID=${integerBetween(random, 1, 65_535)}`;
    const ports = `SPT=${sourcePort} DPT=${port}`;
    return protocol === "tcp"
      ? `${head} ${frame} PROTO=TCP ${ports} SEQ=3601285567 ACK=0 WINDOW=1024 RES=0x00 SYN URGP=0 MARK=0x8000000`
      : `${head} ${frame} PROTO=UDP ${ports} LEN=20 MARK=0x8000000`;
  }

  /** The log has whole seconds. */
  function withTruth(message: string, timeMs: number): WrittenRow {
    const text = line(message, clock.wallAt(timeMs));
    const reading = netfilter.read(readEnvelope(text));
    if (reading?.kind !== "event") return { text };
    return { text, event: { ...reading.event, timeMs: Math.floor(timeMs / 1000) * 1000 } };
  }
}

/** `Jun 10 12:05:43 kernel: …`: no year, and no name of the router. */
function line(message: string, wallMs: number): string {
  const wall = new Date(wallMs);
  const day = String(wall.getUTCDate()).padStart(2);
  return `${months[wall.getUTCMonth()]} ${day} ${wall.toISOString().slice(11, 19)} ${message}`;
}

function householdMessage(random: Random): string {
  const address = `192.168.50.${integerBetween(random, 100, 120)}`;
  const mac = `02:00:00:00:53:${integerBetween(random, 16, 99)}`;
  const far = publicAddress(random);
  return pick(random, [
    `dnsmasq-dhcp[1]: DHCPREQUEST(br0) ${address} ${mac}`,
    `dnsmasq-dhcp[1]: DHCPACK(br0) ${address} ${mac} phone`,
    `hostapd: wl1.2: STA ${mac} IEEE 802.11: associated`,
    `kernel: ACCEPT IN=br0 OUT=eth0 MAC=02:00:00:00:53:01 SRC=${address} DST=${far} LEN=52 PROTO=TCP SPT=55133 DPT=443 SYN URGP=0`,
    "rc_service: httpds 1234:notify_rc restart_logger",
  ]);
}

const forged = "IN=eth0 OUT= SRC=192.0.2.66 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=1 DPT=22 SYN URGP=0";

/** Names that computers give themselves; the firmware escapes none of them in its pages. */
const hostileNames = [
  "<script>alert(1)</script>",
  "</textarea></body></html>",
  '"}',
  "\\",
  "\\u0000\\n",
  '<script>window.top.location.href="/Main_Login.asp"</script>',
  '{"error_status":"2"}',
  `kernel: DROP ${forged}`,
  "\u001b[2J\u0007",
];
