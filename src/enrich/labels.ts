import type { AddressLabels, LabelReader, Labels } from "../model/labels.ts";
import type { FindCountry } from "./finders.ts";
import { openPlaces } from "./places.ts";
import { loadServices } from "./services.ts";

/**
 * Labels as readers see them: what the journal keeps, with the country of an address that was never looked up, and the names of
 * services and places.
 */
export function openLabels(kept: LabelReader, findCountry: FindCountry): Labels {
  const services = loadServices();
  const places = openPlaces();
  const withCountry = (address: string, labels: AddressLabels): AddressLabels => {
    const country = labels.country ?? findCountry(address);
    return country === labels.country ? labels : { ...labels, country };
  };
  return {
    of: (address) => withCountry(address, kept.of(address)),
    at: (address, timeMs) => withCountry(address, kept.at(address, timeMs)),
    changesAfter: kept.changesAfter,
    known: kept.known,
    service: services.name,
    serviceDescription: services.description,
    countryName: places.country,
    tldName: places.topLevelDomain,
  };
}
