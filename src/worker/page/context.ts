import type { EnrichSettings } from "../../enrich/settings.ts";
import { FatalError } from "../../errors.ts";
import type { JournalReader } from "../../model/journal.ts";
import type { Labels } from "../../model/labels.ts";
import type { AnsweredPeriod, SourceLabels } from "../../model/page-reader.ts";
import { isoTime } from "../../model/wire.ts";
import { knownPeriod, knownRouters, withZones } from "../../summary/known-period.ts";
import type { Period } from "../../summary/period.ts";
import type { RouterZone, Tables } from "../../summary/tables.ts";
import type { RowTests } from "./row-tests.ts";

/** What is read for the page: plain data, for it goes to a thread. */
export interface PageJob {
  readonly dataDir: string;
  readonly enrich: Pick<EnrichSettings, "country">;
  /** Zones of the configured routers; of others the one that they had at their last pass holds. */
  readonly timezones: ReadonlyMap<string, string>;
  readonly isOwnAddressMasked: boolean;
}

/** What every answer is made of. */
export interface PageContext {
  readonly journal: JournalReader;
  readonly labels: Labels;
  readonly tables: Tables;
  readonly rowTests: RowTests;
  readonly timezones: ReadonlyMap<string, string>;
  readonly isOwnAddressMasked: boolean;
  /** Called now and then by whoever takes long. @throws RetryableError once nobody waits for the answer any more */
  readonly requireWanted: () => void;
  /** Our clock when the question was asked, UTC ms. */
  readonly nowMs: number;
}

/** What was asked for of some routers and a period. */
interface Asked {
  readonly routers?: readonly string[] | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/**
 * The routers that are wanted, with their zones; all that the journal knows where nothing is said.
 * @throws FatalError where one is neither in the journal nor in the configuration
 */
export function routersOf({ journal, timezones }: PageContext, { routers }: Asked): readonly RouterZone[] {
  const known = journal.routers();
  const unknown = routers?.find((name) => !known.includes(name) && !timezones.has(name));
  if (unknown !== undefined) throw new FatalError(`there is no router ${JSON.stringify(unknown.slice(0, 64))}`);
  return withZones(journal.counts, routers ?? known, timezones);
}

/** The period that is wanted, as far as something is known of it; where nothing is known, what was asked for, which is then empty. */
export function periodOf({ journal, nowMs }: PageContext, routers: readonly RouterZone[], asked: Asked): Period {
  const known = knownRouters(journal.counts, routers);
  const toMs = asked.toMs ?? nowMs;
  return knownPeriod(known, asked) ?? { fromMs: Math.min(asked.fromMs ?? toMs, toMs), toMs };
}

export function answeredPeriod({ fromMs, toMs }: Period): AnsweredPeriod {
  return { from: isoTime(fromMs), to: isoTime(toMs) };
}

/** The zone by whose clock several routers are told. */
export function zoneOf(routers: readonly RouterZone[]): string {
  const [first, ...others] = new Set(routers.map(({ timezone }) => timezone));
  return first !== undefined && others.length === 0 ? first : "UTC";
}

/** What is known of a source. */
export function sourceLabels(source: string, labels: Labels): SourceLabels {
  const { hostname, isForwardConfirmed, domain, country, asn, network } = labels.of(source);
  const countryName = country === undefined ? undefined : labels.countryName(country);
  return {
    source,
    ...(hostname === undefined ? {} : { hostname }),
    ...(isForwardConfirmed === undefined ? {} : { is_forward_confirmed: isForwardConfirmed }),
    ...(domain === undefined ? {} : { domain }),
    ...(country === undefined ? {} : { country }),
    ...(countryName === undefined ? {} : { country_name: countryName }),
    ...(asn === undefined ? {} : { asn }),
    ...(network === undefined ? {} : { network }),
  };
}
