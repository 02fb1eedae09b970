import { isIP } from "node:net";
import type { Log } from "../log.ts";
import type { LabelAnswer, LabelStore } from "../model/labels.ts";
import { type Asker, type Question, startAsker } from "./asker.ts";
import { limitDns } from "./budget.ts";
import { openDns } from "./dns.ts";
import { findName } from "./find-name.ts";
import { findNetwork } from "./find-network.ts";
import type { FindCountry, FindNetwork } from "./finders.ts";
import { startIntake } from "./intake.ts";
import { openNetworks } from "./network.ts";
import type { EnrichSettings } from "./settings.ts";

export interface EnrichmentParts {
  readonly settings: EnrichSettings;
  readonly store: LabelStore;
  readonly findCountry: FindCountry;
  /** False for an address about which nobody may be asked. */
  readonly mayAsk: (address: string) => boolean;
  readonly log: Log;
  readonly now: () => number;
}

/** Finds labels of sources, beside passes and publishing. */
export interface Enrichment {
  /** These sources were journalled, each so often; returns at once. */
  see(counts: ReadonlyMap<string, number>): void;
  /** What is under way is given up at once; a later run finds it again. */
  stop(): void;
}

const hourMs = 3_600_000;

/**
 * Begins with what earlier runs, imports and other settings left without labels.
 * @throws FatalError when a configured file cannot be used
 */
export async function startEnrichment(parts: EnrichmentParts): Promise<Enrichment> {
  const { settings, store, log } = parts;
  const findInFile = await openNetworks(settings);
  const look = (address: string): readonly LabelAnswer[] => lookWithoutAsking(address, parts, findInFile);
  const asker = settings.dns.enabled ? openAsker(parts, findInFile === undefined) : undefined;
  const intake = startIntake({ store, look, onDone: () => asker?.wake(), log, now: parts.now });
  intake.wake([]);
  return {
    see(counts) {
      intake.wake(counts.keys());
      for (const [address, count] of counts) asker?.want(address, count);
    },
    stop() {
      intake.stop();
      asker?.stop();
    },
  };
}

/** The kinds that the program's own data or a file tells. */
function lookWithoutAsking(
  address: string,
  { settings, findCountry, now }: EnrichmentParts,
  findInFile: FindNetwork | undefined,
): readonly LabelAnswer[] {
  const held = { address, foundMs: now(), dueMs: now() + settings.keep_days * 24 * hourMs };
  const country = settings.country.enabled
    ? [{ ...held, kind: "country", labels: { country: findCountry(address) } } as const]
    : [];
  if (findInFile === undefined) return country;
  const { asn, name } = findInFile(address) ?? {};
  return [...country, { ...held, kind: "network", labels: { asn, network: name } }];
}

function openAsker(parts: EnrichmentParts, isNetworkAsked: boolean): Asker {
  const { settings, store, mayAsk, log, now } = parts;
  const stopping = new AbortController();
  const unlimited = openDns(settings.dns);
  const dns = limitDns(unlimited, settings.dns.per_minute, now, stopping.signal);
  const name: Question = { kind: "name", ask: (address) => findName(address, dns, settings.dns.confirm) };
  const network: Question = { kind: "network", ask: (address) => findNetwork(address, dns, store, now()) };
  const asker = startAsker({
    questions: settings.network.enabled && isNetworkAsked ? [name, network] : [name],
    servers: unlimited.servers,
    concurrency: settings.dns.concurrency,
    keepMs: settings.keep_days * 24 * hourMs,
    retryMs: settings.retry_hours * hourMs,
    mayAsk: (address) => isIP(address) !== 0 && mayAsk(address),
    ...{ store, log, now },
  });
  return {
    ...asker,
    stop() {
      asker.stop();
      stopping.abort();
      unlimited.close();
    },
  };
}
