import type { SourceKey } from "../model/counts.ts";
import type { AddressLabels, Labels } from "../model/labels.ts";
import { withBreaths } from "./breaths.ts";
import { createNumbering, type Numbering } from "./numbering.ts";

/** What sources are put together by, and how a label of an address tells it. */
const labelOf = {
  domains: ({ domain }: AddressLabels) => domain,
  top_level_domains: ({ tld }: AddressLabels) => tld,
  countries: ({ country }: AddressLabels) => country,
  networks: ({ asn }: AddressLabels) => (asn === undefined ? undefined : `AS${asn}`),
} as const;

export type LabelKind = keyof typeof labelOf;

const kinds = Object.keys(labelOf) as readonly LabelKind[];

/** Counts of sources, put together by one of their labels. */
interface GroupSum {
  readonly keys: readonly string[];
  readonly counts: Float64Array;
}

/** The labels of numbered sources as columns, so that hundreds of thousands of sources are added up at once. */
export interface LabelColumns {
  /** @param counts of the sources, by their number; `goOn` is called now and then, and may throw */
  group(kind: LabelKind, counts: Float64Array, goOn?: () => void): GroupSum;
  /** Name of the network that a key such as `AS64496` stands for. */
  networkName(key: string): string | undefined;
}

interface Column {
  readonly groups: Numbering<string>;
  /** The group of each source; `isUnlabelled` where it has none. */
  readonly of: number[];
}

const isUnlabelled = -1;
/** So many are not asked for one by one. */
const many = 5000;

/** Labels of the sources of a numbering, asked for once they are counted; one that came late takes its place the next time. */
export function createLabelColumns(
  sources: Numbering<SourceKey>,
  labels: Labels,
  addressOf: (source: SourceKey) => string,
): LabelColumns {
  const columns = new Map(kinds.map((kind): [LabelKind, Column] => [kind, { groups: createNumbering(), of: [] }]));
  const isAsked: boolean[] = [];
  const networkNames = new Map<string, string>();
  let mark = labels.changesAfter(Number.POSITIVE_INFINITY).mark;

  return {
    group(kind, counts, goOn = () => undefined) {
      followChanges();
      const isWaiting = (number: number): boolean => isAsked[number] !== true && counts[number] !== 0;
      if (counts.reduce((count, _, number) => (isWaiting(number) ? count + 1 : count), 0) > many) takeKnown(goOn);
      for (const number of withBreaths(counts.keys(), goOn)) if (isWaiting(number)) ask(number);
      const column = columns.get(kind);
      return column === undefined ? { keys: [], counts: new Float64Array() } : groupBy(column, counts);
    },
    networkName: (key) => networkNames.get(key),
  };

  function followChanges(): void {
    const changes = labels.changesAfter(mark);
    for (const source of changes.sources) {
      const number = sources.find(source);
      if (number !== undefined) isAsked[number] = false;
    }
    mark = changes.mark;
  }

  function takeKnown(goOn: () => void): void {
    for (const [source, found] of withBreaths(labels.known(), goOn)) {
      const number = sources.find(source);
      // Without a country it may still be told by whoever needs not ask for it.
      if (number !== undefined && found.country !== undefined) take(number, found);
    }
  }

  function ask(number: number): void {
    take(number, labels.of(addressOf(sources.keys[number] ?? "")));
  }

  function take(number: number, found: AddressLabels): void {
    for (const [kind, { groups, of }] of columns) {
      const label = labelOf[kind](found);
      of[number] = label === undefined ? isUnlabelled : groups.numberOf(label);
    }
    if (found.asn !== undefined && found.network !== undefined) networkNames.set(`AS${found.asn}`, found.network);
    isAsked[number] = true;
  }
}

function groupBy({ groups, of }: Column, counts: Float64Array): GroupSum {
  const sums = new Float64Array(groups.keys.length);
  for (let number = 0; number < counts.length; number += 1) {
    const group = of[number] ?? isUnlabelled;
    if (group !== isUnlabelled) sums[group] = (sums[group] ?? 0) + (counts[number] ?? 0);
  }
  return { keys: groups.keys, counts: sums };
}
