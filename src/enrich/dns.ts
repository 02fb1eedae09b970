import { Resolver } from "node:dns/promises";
import { reverseName } from "./reverse.ts";
import type { EnrichSettings } from "./settings.ts";

/** What became of a question: an answer, the answer that there is nothing, or none that is of use. */
export type Reply =
  | { readonly kind: "found"; readonly values: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly code: string };

/** Asks DNS; never throws. What comes back was written by strangers. */
export interface Dns {
  /** Who is asked, for people. */
  readonly servers: readonly string[];
  /** Host names of an address. */
  names(address: string): Promise<Reply>;
  /** Addresses of a host name. */
  addresses(hostname: string, version: 4 | 6): Promise<Reply>;
  texts(name: string): Promise<Reply>;
  /** Gives up what is under way. */
  close(): void;
}

/** A lost packet must not cost a name; more than twice is no use. */
const tries = 2;

/** The codes of c-ares that are an answer: there is no such name, or it has no such record. */
const nothing: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/** Opens a resolver of its own (c-ares, which comes with Node). It knows no search list, no hosts file and no cache. */
export function openDns({ servers, timeout_ms }: Pick<EnrichSettings["dns"], "servers" | "timeout_ms">): Dns {
  const resolver = new Resolver({ timeout: timeout_ms, maxTimeout: timeout_ms, tries });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    servers: resolver.getServers(),
    names: (address) => reply(resolver.resolvePtr(reverseName(address))),
    addresses: (hostname, version) => reply(version === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname)),
    texts: (name) => reply(resolver.resolveTxt(name).then((texts) => texts.map(textOf))),
    close: () => resolver.cancel(),
  };
}

/** The pieces come as one character an octet; what people write today is UTF-8. */
function textOf(pieces: readonly string[]): string {
  return Buffer.from(pieces.join(""), "latin1").toString("utf8");
}

async function reply(asked: Promise<readonly string[]>): Promise<Reply> {
  try {
    const values = await asked;
    return values.length === 0 ? { kind: "none" } : { kind: "found", values };
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
    // Without a code it is no error of DNS, but a defect.
    if (code === "") throw thrown;
    return nothing.has(code) ? { kind: "none" } : { kind: "failed", code };
  }
}
