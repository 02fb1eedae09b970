import { isIP } from "node:net";
import type { AddressLabels } from "../model/labels.ts";
import { openDns } from "./dns.ts";
import { findName } from "./find-name.ts";
import type { EnrichSettings } from "./settings.ts";

export interface ResolveOptions {
  readonly dns: EnrichSettings["dns"];
  /** False for an address about which nobody may be asked. */
  readonly mayAsk: (address: string) => boolean;
  /** Ends the asking; what was found by then is given. */
  readonly signal?: AbortSignal;
  /** Told after each address. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Names found, and how many addresses got no answer at all: where that is many, DNS itself is away. */
export interface Resolved {
  /** Name, domain and top-level domain by address; an address without a name has an empty entry. */
  readonly labels: ReadonlyMap<string, AddressLabels>;
  readonly unanswered: number;
}

/** Somebody waits: a name that takes longer is left to the background, which has time. */
const longestTimeoutMs = 3000;
/** A near server answers thousands a second; a far one is asked about so many at once. */
const concurrency = 64;

/**
 * Finds the names of all these addresses now, bounded by how many are under way and not by a budget a minute. Where nobody answers
 * it gives up after the first round, and where DNS is switched off it asks nothing.
 */
export async function resolveNow(addresses: Iterable<string>, options: ResolveOptions): Promise<Resolved> {
  const { mayAsk, signal, onProgress } = options;
  const wanted = [...new Set(addresses)].filter((address) => isIP(address) !== 0 && mayAsk(address));
  const labels = new Map<string, AddressLabels>();
  if (!options.dns.enabled) return { labels, unanswered: wanted.length };
  const { servers, timeout_ms } = options.dns;
  const dns = openDns({ servers, timeout_ms: Math.min(timeout_ms, longestTimeoutMs) });
  const giveUp = (): void => dns.close();
  signal?.addEventListener("abort", giveUp, { once: true });
  const left = wanted.values();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const address of left) {
      if (signal?.aborted === true || (labels.size === 0 && done >= concurrency)) return;
      const found = await findName(address, dns, options.dns.confirm);
      done += 1;
      if (found.isAnswered) labels.set(address, found.labels);
      onProgress?.(done, wanted.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
  return { labels, unanswered: wanted.length - labels.size };
}
