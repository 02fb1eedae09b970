import type { FindCountry } from "./finders.ts";
import type { EnrichSettings } from "./settings.ts";

/**
 * What gives countries, as it is configured; the data is loaded only here.
 * @throws FatalError when the configured file cannot be used
 */
export async function openCountries({ country }: Pick<EnrichSettings, "country">): Promise<FindCountry> {
  if (!country.enabled) return () => undefined;
  if (country.file !== "") return (await import("./mmdb.ts")).openCountryFile(country.file);
  return (await import("./countries.ts")).loadCountries();
}
