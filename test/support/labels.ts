import { isIPv4 } from "node:net";
import { openPlaces } from "../../src/enrich/places.ts";
import type { SourceKey } from "../../src/model/counts.ts";
import type { AddressLabels, Labels } from "../../src/model/labels.ts";

/** Labels in memory, which can be told more while they are read. */
export interface MemoryLabels extends Labels {
  tell(address: string, labels: AddressLabels): void;
}

const services: Readonly<Record<string, string>> = { "137/udp": "netbios-ns", "445/tcp": "microsoft-ds" };

/** Labels that know two services, and of addresses what they are told. */
export function labelsOf(known: Readonly<Record<string, AddressLabels>> = {}): MemoryLabels {
  const labels = new Map(Object.entries(known));
  const changed: string[] = [...labels.keys()];
  const places = openPlaces();
  const of = (address: string): AddressLabels => labels.get(address) ?? {};
  return {
    of,
    at: of,
    changesAfter: (mark) => ({ mark: changed.length, sources: changed.slice(mark).map(sourceKey) }),
    known: () => [...labels].map(([address, known]) => [sourceKey(address), known] as const),
    service: (protocol, port) => services[`${port}/${protocol}`],
    serviceDescription: () => undefined,
    countryName: places.country,
    tldName: places.topLevelDomain,
    tell(address, told) {
      labels.set(address, told);
      changed.push(address);
    },
  };
}

function sourceKey(address: string): SourceKey {
  if (!isIPv4(address)) return address;
  return address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
}
