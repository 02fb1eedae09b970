/** Address and port as a log writes them together; still only text. */
export interface Endpoint {
  readonly address: string;
  readonly port?: string;
}

/**
 * Parts `192.0.2.1:23`, `[2001:db8::1]:23`, `[2001:db8::1]`, `192.0.2.1` and `2001:db8::1`. Without brackets an IPv6 address
 * has no port: the colon would not tell where it ends.
 */
export function splitEndpoint(text: string): Endpoint {
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end === -1) return { address: text };
    const address = text.slice(1, end);
    return text[end + 1] === ":" ? { address, port: text.slice(end + 2) } : { address };
  }
  const colon = text.indexOf(":");
  if (colon === -1 || text.includes(":", colon + 1)) return { address: text };
  return { address: text.slice(0, colon), port: text.slice(colon + 1) };
}
