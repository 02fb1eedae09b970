import type { TcpFlag } from "../model/event.ts";

/** Each flag's bit is its place in `flagOrder`. */
export const flagBit = { SYN: 1, ACK: 2, FIN: 4, RST: 8, PSH: 16, URG: 32, ECE: 64, CWR: 128 } as const;
const flagOrder: readonly TcpFlag[] = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];
const synAlone: readonly TcpFlag[] = ["syn"];
const zero = 0x30;

/** The bit of the flag of three letters that stands at a place of a text; 0 for none. */
export function flagAt(text: string, at: number): number {
  if (text.startsWith("SYN", at)) return flagBit.SYN;
  if (text.startsWith("ACK", at)) return flagBit.ACK;
  if (text.startsWith("RST", at)) return flagBit.RST;
  if (text.startsWith("FIN", at)) return flagBit.FIN;
  if (text.startsWith("PSH", at)) return flagBit.PSH;
  if (text.startsWith("URG", at)) return flagBit.URG;
  if (text.startsWith("ECE", at)) return flagBit.ECE;
  return text.startsWith("CWR", at) ? flagBit.CWR : 0;
}

/** The flags of these bits, in the order in which events have them. */
export function flagsOfBits(bits: number): readonly TcpFlag[] {
  return bits === flagBit.SYN ? synAlone : flagOrder.filter((_, place) => (bits & (1 << place)) !== 0);
}

/**
 * A number of decimal digits up to `highest`. Undefined for anything else, and where the end of the line may have cut it: a
 * 0 is no beginning of a longer one.
 */
export function readNumber(
  text: string,
  from: number,
  end: number,
  highest: number,
  isUnsureAtEnd: boolean,
): number | undefined {
  if (end === from || end - from > 5) return undefined;
  let number = 0;
  for (let at = from; at < end; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  if (number > highest) return undefined;
  const isCut = isUnsureAtEnd && end === text.length && number !== 0 && number * 10 <= highest;
  return isCut ? undefined : number;
}
