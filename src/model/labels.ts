import type { SourceKey } from "./counts.ts";

/** What is known of an address beside what the log says of it; a key is absent while it is not known. */
export interface AddressLabels {
  /** Name by reverse DNS, lower case, only letters, digits, `-`, `.` and `_`, at most 253 characters. */
  readonly hostname?: string | undefined;
  /** True where that name leads back to the address. */
  readonly isForwardConfirmed?: boolean | undefined;
  /** Registered domain of the name, such as `example.co.uk`, and its top-level domain, such as `uk`. */
  readonly domain?: string | undefined;
  readonly tld?: string | undefined;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string | undefined;
  /** Number of the autonomous system that announces the address, and its name. */
  readonly asn?: number | undefined;
  readonly network?: string | undefined;
}

/** Names for what tables, topics and reports show; joined when they are read, and never waited for. */
export interface Labels {
  /** What is known now. */
  of(address: string): AddressLabels;
  /** What was known at a time, so that what is told of it stays the same. */
  at(address: string, timeMs: number): AddressLabels;
  /** Sources whose labels changed after a mark that was given before, and the mark of now; none of them after infinity. */
  changesAfter(mark: number): { readonly mark: number; readonly sources: Iterable<SourceKey> };
  /** What is known of every source that something was kept of, by and by: to ask for each of very many takes five times as long. */
  known(): Iterable<readonly [SourceKey, AddressLabels]>;
  /** Name of a service, such as `netbios-ns` for udp 137. */
  service(protocol: string, port: number): string | undefined;
  /** What that service is, in some words: "NETBIOS Name Service". */
  serviceDescription(protocol: string, port: number): string | undefined;
  /** English name of a country by its code: Mexico for MX. */
  countryName(code: string): string | undefined;
  /** The country of a top-level domain: Mexico for mx; none for net. */
  tldName(tld: string): string | undefined;
}

/** What the journal keeps of addresses, for whoever reads it. */
export type LabelReader = Pick<Labels, "of" | "at" | "changesAfter" | "known">;

/** What is looked up of an address by itself: its name, its country, or the network that it belongs to. */
export type LabelKind = "name" | "country" | "network";

/** The answer to one look-up; a label that is absent is not there. */
export interface LabelAnswer {
  readonly address: string;
  readonly kind: LabelKind;
  /** Of these the labels of the kind: name, domain and top-level domain; country; or number and name of the network. */
  readonly labels: AddressLabels;
  /** When it came, UTC ms. */
  readonly foundMs: number;
  /** From when on it is worth asking again, UTC ms. */
  readonly dueMs: number;
}

/** The cache of look-ups, which the one writer of the journal keeps. What is written may be lost in a power cut: it is looked up again. */
export interface LabelStore extends LabelReader {
  /**
   * Takes in at most `limit` of the sources that were counted since the last time; `look` gives what is known of one without asking
   * anybody. True while there may be more.
   * @throws RetryableError when the disk is full or the folder has become unwritable
   */
  takeIn(limit: number, look: (address: string) => readonly LabelAnswer[]): boolean;
  /** Sources that were taken in and wait for one of these kinds: of those that came last, the busiest first. */
  waiting(kinds: readonly LabelKind[], limit: number): readonly string[];
  /** When each kind is to be looked up again, UTC ms; 0 where it never was. */
  due(address: string): Readonly<Record<LabelKind, number>>;
  /**
   * Keeps answers, all or none.
   * @throws RetryableError when the disk is full or the folder has become unwritable
   */
  keep(answers: readonly LabelAnswer[]): void;
  /** The name of an autonomous system, where it was asked for and that is not too long ago; no name is an answer too. */
  networkName(asn: number, nowMs: number): { readonly name: string | undefined } | undefined;
}
