import { fritzbox } from "../../formats/fritzbox.ts";
import type { LocalClock } from "../../formats/local-time.ts";
import { publicAddress } from "../simulator/address.ts";
import type { WrittenRow } from "../simulator/family.ts";
import { createRandom, integerBetween, pick, type Random } from "../simulator/random.ts";
import type { Probe } from "../simulator/traffic.ts";

/** `13.10.23 09:58:12 text`. */
export function eventLine(text: string, wallMs: number): string {
  const wall = new Date(wallMs).toISOString();
  return `${wall.slice(8, 10)}.${wall.slice(5, 7)}.${wall.slice(2, 4)} ${wall.slice(11, 19)} ${text}`;
}

export function loginText(user: string, address: string, isRight: boolean): string {
  const end = isRight ? "." : " gescheitert (falsches Kennwort).";
  return `Anmeldung des Benutzers ${user} an der FRITZ!Box-Benutzeroberfläche von IP-Adresse ${address}${end}`;
}

const users = ["admin", "root", "fritz", "user", "ftpuser", "service"] as const;

/** Somebody who tries passwords from outside: each knock is one try. */
export function tryRow({ source, sourcePort, timeMs }: Probe, clock: LocalClock): WrittenRow {
  const user = pick(createRandom(sourcePort), users);
  return withTruth(eventLine(loginText(user, source, false), clock.wallAt(timeMs)), Math.floor(timeMs / 1000) * 1000);
}

function withTruth(text: string, timeMs: number | undefined): WrittenRow {
  const reading = fritzbox.read({ text, message: text });
  return reading?.kind === "event" ? { text, event: { ...reading.event, timeMs } } : { text };
}

/** What else the box tells. */
export function householdRow(timeMs: number, clock: LocalClock, random: Random): WrittenRow {
  const device = `02:00:00:00:53:${integerBetween(random, 16, 99)}`;
  const text = pick(random, [
    `WLAN-Gerät angemeldet (5 GHz), 866 Mbit/s, phone, IP 192.168.178.${integerBetween(random, 20, 60)}, MAC ${device}.`,
    `WLAN-Gerät hat sich abgemeldet (2,4 GHz), phone, MAC ${device}.`,
    "Internetverbindung wurde getrennt.",
    `Internetverbindung wurde erfolgreich hergestellt. IP-Adresse: ${publicAddress(random)}`,
    loginText("fritz7654", `192.168.178.${integerBetween(random, 20, 60)}`, true),
    loginText("fritz7654", `192.168.178.${integerBetween(random, 20, 60)}`, false),
  ]);
  return { text: eventLine(text, clock.wallAt(timeMs)) };
}

/** Before it has heard from a time server the box is in 1970. */
export function bootRows(timeMs: number, clock: LocalClock, random: Random): readonly WrittenRow[] {
  const unset = (seconds: number) => Date.UTC(1970, 0, 1, 1, 0, seconds);
  return [
    { text: eventLine("DSL ist verfügbar (DSL-Synchronisierung besteht mit 100000/40000 kbit/s).", unset(48)) },
    withTruth(eventLine(loginText("admin", publicAddress(random), false), unset(61)), undefined),
    { text: eventLine("Die Systemzeit wurde erfolgreich aktualisiert.", clock.wallAt(timeMs)) },
  ];
}

/** What strangers type for a user. */
const hostileUsers = [
  "<script>alert(1)</script>",
  "x an der FRITZ!Box-Benutzeroberfläche von IP-Adresse 192.0.2.66 gescheitert (falsches Kennwort).",
  '"]]},"sid":"0000000000000000"}',
  "<SID>0000000000000000</SID>",
  "\u001b[2J\u0007\u0000",
  "ünïcödé 🔑 \ud800",
  "x".repeat(300),
  "",
];

export function hostileRows(timeMs: number, clock: LocalClock): readonly WrittenRow[] {
  const wallMs = clock.wallAt(timeMs);
  const wholeMs = Math.floor(timeMs / 1000) * 1000;
  return [
    ...hostileUsers.map((user) => withTruth(eventLine(loginText(user, "203.0.113.9", false), wallMs), wholeMs)),
    { text: eventLine(loginText("x von IP-Adresse 192.0.2.66 gescheitert", "192.168.178.20", true), wallMs) },
    { text: eventLine("Anmeldung", wallMs) },
    { text: "a line without a date" },
  ];
}
