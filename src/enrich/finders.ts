/** What gives the country of an address without asking anybody: a code of ISO 3166-1. */
export type FindCountry = (address: string) => string | undefined;

/** What gives the network of an address without asking anybody. */
export type FindNetwork = (address: string) => Network | undefined;

/** An autonomous system. */
interface Network {
  readonly asn: number;
  readonly name?: string | undefined;
}
