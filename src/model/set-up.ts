import type { Checked } from "./actions.ts";

/** A router as somebody fills it in; keys are those of the configuration file. */
export interface RouterEntry {
  readonly name: string;
  readonly family: string;
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly tls?: string;
  readonly senders?: readonly string[];
  readonly hostnames?: readonly string[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** The broker as somebody fills it in. */
export interface BrokerEntry {
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
}

/** Where routers that send their log are listened for, such as `udp://0.0.0.0:5514`. */
export interface ListenerEntry {
  readonly listen: readonly string[];
}

/** One option of a family. */
export interface OptionInfo {
  readonly key: string;
  readonly doc: string;
  readonly default: string | number | boolean;
  readonly one_of?: readonly string[];
  readonly is_secret: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** A family of routers, for whoever looks for theirs. */
export interface FamilyInfo {
  readonly id: string;
  readonly title: string;
  /** Absent where that may be anybody. */
  readonly manufacturer?: string;
  readonly models: readonly string[];
  readonly side: "poll" | "push";
  /** Address that the vendor ships. */
  readonly default_url?: string;
  /** What its log tells of a packet: always, sometimes or never. */
  readonly tells: Readonly<Record<string, string>>;
  /** What the router must be told so that it logs at all. */
  readonly switch_on: string;
  readonly options: readonly OptionInfo[];
}

/** Whether a router can be set up from the page, and what there is to choose from. */
export interface Setup {
  readonly may_write: boolean;
  /** Why not. */
  readonly why_not?: string;
  /** The configuration file, and whether it is there already. */
  readonly file?: string;
  readonly has_file: boolean;
  readonly families: readonly FamilyInfo[];
  readonly mqtt: { readonly url: string; readonly username: string; readonly has_password: boolean };
  /** Where routers that send their log are listened for. */
  readonly syslog: ListenerEntry;
}

export interface WishedConfig {
  readonly router: RouterEntry;
  readonly mqtt?: BrokerEntry;
  readonly syslog?: ListenerEntry;
  /** Whether it is only to be shown. */
  readonly is_dry_run?: boolean;
}

export interface WrittenConfig {
  readonly file: string;
  /** As it is now, or would be; every secret as `***`. */
  readonly text: string;
  readonly is_written: boolean;
}

/** Setting up a router without an editor. */
export interface SetUp {
  describe(): Setup;
  /** One look at a router that is not configured yet. */
  check(entry: RouterEntry, signal: AbortSignal): Promise<Checked>;
  /**
   * Adds a router to the configuration file, or begins one. Everything else in the file stays as it is.
   * @throws FatalError with every problem of the configuration, a line each
   */
  write(wished: WishedConfig): Promise<WrittenConfig>;
  /** Has the program begin anew with what was written: the page goes, and comes back. */
  takeUp(): void;
}
