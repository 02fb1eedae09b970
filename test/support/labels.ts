import type { AddressLabels, Labels } from "../../src/model/labels.ts";

const services: Readonly<Record<string, string>> = { "137/udp": "netbios-ns", "445/tcp": "microsoft-ds" };

/** Labels that know two services, and of addresses what they are told. */
export function labelsOf(known: Readonly<Record<string, AddressLabels>> = {}): Labels {
  const of = (address: string): AddressLabels => known[address] ?? {};
  return {
    of,
    at: of,
    service: (protocol, port) => services[`${port}/${protocol}`],
    serviceDescription: () => undefined,
    countryName: () => undefined,
    tldName: () => undefined,
  };
}
