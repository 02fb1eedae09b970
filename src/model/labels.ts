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
  /** Name of a service, such as `netbios-ns` for udp 137. */
  service(protocol: string, port: number): string | undefined;
}
