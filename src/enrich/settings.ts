/** Where labels come from; the keys are those of the configuration. */
export interface EnrichSettings {
  /** How many days what was found holds, and how many hours it is believed that there is nothing. */
  readonly keep_days: number;
  readonly retry_hours: number;
  readonly dns: DnsSettings;
  readonly country: { readonly enabled: boolean; readonly file: string };
  readonly network: { readonly enabled: boolean; readonly file: string };
}

interface DnsSettings {
  readonly enabled: boolean;
  /** Addresses with or without a port; none: the system's. */
  readonly servers: readonly string[];
  /** Questions, not addresses: a name that is confirmed takes two. */
  readonly per_minute: number;
  readonly concurrency: number;
  readonly timeout_ms: number;
  readonly confirm: boolean;
  /** Addresses and networks in CIDR form about which nobody is asked. */
  readonly never: readonly string[];
}
