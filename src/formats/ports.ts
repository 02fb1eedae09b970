/** A port number from 0 to 65535 in decimal digits; undefined for anything else. Whether 0 means "none" is the format's affair. */
export function readPort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}
