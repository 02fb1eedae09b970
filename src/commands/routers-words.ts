import type { RouterFamily } from "../model/router.ts";

/** What a log may tell of a packet, in the order of all tables. */
export const factNames = ["time", "protocol", "source", "source_port", "port", "destination", "action"] as const;

/** The ways in, the usual one first; `sends` where the router comes to us. */
export function loginWords(family: RouterFamily): string {
  return family.side === "push" ? "sends" : family.logins.join(", ");
}

/** How much the log holds, such as "256 rows"; "-" where there is none or nobody knows. */
export function ringWords(family: RouterFamily): string {
  if (family.side === "push") return "-";
  const { rows, bytes } = family.ring;
  if (rows !== undefined) return `${rows} rows`;
  return bytes === undefined ? "-" : `${Math.round(bytes / 1024)} kB`;
}

/** What is to be known of the web interface and the log before one asks it again and again, a phrase each. */
export function interfaceWords(family: RouterFamily): readonly string[] {
  if (family.side === "push") return [];
  return [
    ...(family.sessions === "one" ? ["one person at a time"] : []),
    ...whenFullWords[family.ring.whenFull],
    ...(family.stability === "" ? [] : [family.stability]),
    ...(family.closestPollMs > usualClosestMs ? [`not to be asked within ${family.closestPollMs / 1000} s`] : []),
  ];
}

/** What of it real devices have shown. */
export function seenWords({ seen }: RouterFamily): string {
  return { pages: "pages of real devices", lines: "log lines of real devices", simulated: "simulated alone" }[seen];
}

const usualClosestMs = 30_000;

const whenFullWords = {
  overwrites: [],
  empties: ["a full log is emptied"],
  stops: ["a full log takes nothing new"],
  unknown: [],
} as const;
