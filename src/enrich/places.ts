/** Top-level domains that differ from the country's code of ISO 3166-1. */
const unusualDomains: ReadonlyMap<string, string> = new Map([["uk", "GB"]]);

/** Names of places, in English. */
export interface Places {
  /** Name of a country by its code of ISO 3166-1, such as Mexico for MX. */
  country(code: string): string | undefined;
  /** Name of the country that a top-level domain belongs to; nothing for those that belong to none, such as net. */
  topLevelDomain(tld: string): string | undefined;
}

/** Takes the names from the platform (Unicode CLDR), which is asked only when the first name is wanted: its data weighs some MB. */
export function openPlaces(): Places {
  let regions: Intl.DisplayNames | undefined;
  const country = (code: string): string | undefined => {
    // CLDR calls ZZ an unknown region: that is no name.
    if (!/^[A-Z]{2}$/.test(code) || code === "ZZ") return undefined;
    regions ??= new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    return regions.of(code);
  };
  return {
    country,
    topLevelDomain: (tld) => country(unusualDomains.get(tld) ?? tld.toUpperCase()),
  };
}
