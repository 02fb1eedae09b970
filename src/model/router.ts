import type { Listener, ListenerParts } from "./listener.ts";
import type { OptionTable, OptionValues } from "./options.ts";
import type { Entry, FetchedPage, ParsedPage } from "./page.ts";
import type { SendingSimulator, Simulator, SimulatorOptions } from "./simulator.ts";

/** How to trust a router's certificate. */
export type TlsTrust =
  | { readonly mode: "system" }
  | { readonly mode: "pinned"; readonly sha256: string }
  | { readonly mode: "off" };

/**
 * One router of the configuration; keys are those of the file (DESIGN 4.4). What a family has no use for has its default: a
 * router that sends its log by itself has no address or login, and one that is asked has no senders.
 */
export interface RouterSettings<Options = Readonly<Record<string, string | number | boolean>>> {
  readonly name: string;
  readonly family: string;
  readonly url: string;
  readonly username: string;
  /** Already read from `password_file` where that is set. */
  readonly password: string;
  readonly schedule: string;
  /** IANA zone of the router's own clock. */
  readonly timezone: string;
  readonly tls: TlsTrust;
  /** May we throw out an administrator who is logged in. */
  readonly take_over: boolean;
  /** Whether a line that does not say what became of a packet counts as a probe. */
  readonly count_unknown: boolean;
  /** Our own scanners: their packets are of class `own`. */
  readonly known_hosts: readonly string[];
  readonly timeout_ms: number;
  readonly max_page_bytes: number;
  /** Charset of the router's pages where neither header nor page tells it right; "" trusts them. */
  readonly charset: string;
  /** Addresses and networks that its lines come from, and names that they bear. */
  readonly senders: readonly string[];
  readonly hostnames: readonly string[];
  readonly options: Options;
}

/** What a log of a family can tell about a packet. */
type Knowledge = "always" | "sometimes" | "never";

/** An open line to one router. It keeps cookies and what it learnt of the router's HTTP between passes. */
export interface LogSource {
  /**
   * Fetches the log once.
   * @throws RetryableError when the router does not answer, is busy or somebody else is logged in
   * @throws FatalError when it refuses the password or answers with something that is no log
   */
  fetch(signal: AbortSignal): Promise<FetchedPage>;
  close(): Promise<void>;
}

/** What every family tells of itself, whichever way its log comes to us. */
interface FamilyFacts<Table extends OptionTable> {
  /** Kebab-case; the folder's name and the `family` of the configuration. */
  readonly id: string;
  readonly title: string;
  readonly manufacturer: string;
  /** Models that this family is known or believed to read, for people. */
  readonly models: readonly string[];
  readonly tells: Readonly<
    Record<"time" | "protocol" | "source" | "source_port" | "port" | "destination" | "action", Knowledge>
  >;
  /** Times before this one are a clock that was never set, UTC ms. */
  readonly firstPossibleMs: number;
  readonly options: Table;
}

/** A family whose routers are asked for their log. */
export interface PollFamily<Table extends OptionTable = OptionTable> extends FamilyFacts<Table> {
  readonly side: "poll";
  /** Address that the vendor ships, for the example configuration. */
  readonly defaultUrl: string;
  open(router: RouterSettings<OptionValues<Table>>, now: () => number): LogSource;
  /**
   * Pure.
   * @throws FatalError when the page is not the log, RetryableError when it was cut
   */
  parse(page: FetchedPage, router: RouterSettings<OptionValues<Table>>): ParsedPage;
  /** Loads the make-believe router; apart, because a bridge in service never needs it. */
  simulator(): Promise<(options: SimulatorOptions) => Promise<Simulator>>;
}

/** The lines of one router, in the order in which they came. */
export interface LineSource {
  /** What a line is; undefined for a blank one. Never throws. */
  read(text: string): Entry | undefined;
}

/** A family whose routers send their log by themselves, line by line, to one listener for all of them. */
export interface PushFamily<Table extends OptionTable = OptionTable> extends FamilyFacts<Table> {
  readonly side: "push";
  /** @throws RetryableError when an address cannot be listened on now */
  listen(parts: ListenerParts): Promise<Listener>;
  open(router: RouterSettings<OptionValues<Table>>, now: () => number): LineSource;
  /** Loads the make-believe router; apart, because a bridge in service never needs it. */
  simulator(): Promise<(options: SimulatorOptions) => Promise<SendingSimulator>>;
}

/** One family of routers: all that the rest of the program knows of it. */
export type RouterFamily = PollFamily | PushFamily;
