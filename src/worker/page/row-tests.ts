import type { SourceKey } from "../../model/counts.ts";
import type { AddressLabels, Labels } from "../../model/labels.ts";
import type { RowTest } from "../../model/search.ts";

/** What only labels tell of a row's source, and what is looked for in everything that a row shows. */
interface WantedRows {
  readonly country?: string | undefined;
  readonly asn?: number | undefined;
  readonly find?: string | undefined;
}

/** Tests of rows; undefined where all will do. The last one is remembered, for a search goes on with it piece by piece. */
export type RowTests = (wanted: WantedRows) => RowTest | undefined;

/** So many sources are not asked for one by one. */
const many = 5000;
/** So many are remembered. */
const remembered = 1_000_000;

export function createRowTests(labels: Labels, addressOf: (source: SourceKey) => string): RowTests {
  let last: { readonly name: string; readonly test: RowTest } | undefined;
  return ({ country, asn, find }) => {
    if (country === undefined && asn === undefined && find === undefined) return undefined;
    const { mark } = labels.changesAfter(Number.POSITIVE_INFINITY);
    const name = JSON.stringify([country, asn, find, mark]);
    if (last?.name !== name) last = { name, test: testOf({ country, asn, find }) };
    return last.test;
  };

  function testOf({ country, asn, find }: WantedRows): RowTest {
    const wanted = find?.toLowerCase();
    const code = country?.toUpperCase();
    const isFrom = (known: AddressLabels): boolean =>
      (code === undefined || known.country === code) && (asn === undefined || known.asn === asn);
    return {
      isNeeded: code === undefined && asn === undefined ? undefined : rememberSources(isFrom),
      shows:
        wanted === undefined
          ? undefined
          : {
              source: rememberSources(showsSource(wanted)),
              door: (protocol, port) => showsDoor(wanted, protocol, port),
              text: (text) => text.toLowerCase().includes(wanted),
            },
    };
  }

  /** Answers by source; once many were asked for, by all that is known at once. */
  function rememberSources(fits: (known: AddressLabels, address: string) => boolean): (source: SourceKey) => boolean {
    const answers = new Map<SourceKey, boolean>();
    let asked = 0;
    return (source) => {
      const known = answers.get(source);
      if (known !== undefined) return known;
      asked += 1;
      if (asked === many)
        for (const [other, found] of labels.known()) answers.set(other, fits(found, addressOf(other)));
      if (answers.size >= remembered) answers.clear();
      const address = addressOf(source);
      // Without a country it may still be told by whoever needs not ask for it.
      const answer = answers.get(source) === true || fits(labels.of(address), address);
      answers.set(source, answer);
      return answer;
    };
  }

  function showsSource(wanted: string): (known: AddressLabels, address: string) => boolean {
    const countries = new Map<string, boolean>();
    const isCalled = (code: string): boolean => {
      const known = countries.get(code);
      if (known !== undefined) return known;
      const name = labels.countryName(code)?.toLowerCase();
      const answer = wanted === code.toLowerCase() || name?.includes(wanted) === true;
      countries.set(code, answer);
      return answer;
    };
    return ({ hostname, domain, network, country }, address) =>
      (country !== undefined && isCalled(country)) ||
      [address, hostname, domain, network].some((text) => text?.toLowerCase().includes(wanted) === true);
  }

  function showsDoor(wanted: string, protocol: string | undefined, port: number | undefined): boolean {
    if (wanted === protocol) return true;
    if (port === undefined) return false;
    if (wanted === `${port}` || wanted === `${protocol}/${port}`) return true;
    return protocol !== undefined && labels.service(protocol, port)?.includes(wanted) === true;
  }
}
