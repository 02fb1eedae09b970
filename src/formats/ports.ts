import { isDigit } from "./digits.ts";

/** A port number from 0 to 65535 in decimal digits; undefined for anything else. Whether 0 means "none" is the format's affair. */
export function readPort(text: string): number | undefined {
  if (text.length === 0 || text.length > 5) return undefined;
  let port = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return undefined;
    port = port * 10 + code - 48;
  }
  return port <= 65_535 ? port : undefined;
}
