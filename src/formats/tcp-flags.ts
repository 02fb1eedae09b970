import type { TcpFlag } from "../model/event.ts";
import { recalled } from "./recalled.ts";

/** In this order they are written, so that equal packets have equal events whatever the order of a log. */
const flags: readonly TcpFlag[] = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];

/** `W` is CWR in pf.conf(5), `C` in ipmon(8). */
const letters: Readonly<Record<TcpFlag, readonly string[]>> = {
  syn: ["S"],
  ack: ["A"],
  fin: ["F"],
  rst: ["R"],
  psh: ["P"],
  urg: ["U"],
  ece: ["E"],
  cwr: ["C", "W"],
};

/** The TCP flags that a log writes as letters (`PA`, `S`); none for an empty text. Other characters are passed over. */
export const flagsOfLetters: (text: string) => readonly TcpFlag[] = recalled((text) => {
  const seen = text.slice(0, 16).toUpperCase();
  return flags.filter((flag) => letters[flag].some((letter) => seen.includes(letter)));
});

/** The TCP flags that a log names, in any case and with anything between them: `SYN ACK`, `ACK,PSH`. */
export const flagsOfNames: (text: string) => readonly TcpFlag[] = recalled((text) => {
  const seen = text
    .slice(0, 64)
    .toLowerCase()
    .split(/[^a-z]+/);
  return flags.filter((flag) => seen.includes(flag));
});
