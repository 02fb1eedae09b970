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
  /** Told once the page that was fetched last is in the journal: from now on it may be asked only for what came after. */
  kept?(): void;
  close(): Promise<void>;
}

/** How a router lets us in: nothing asked, the browser's own box, a form of a page, an API's key, or a secret that answers a challenge. */
type LoginKind = "none" | "basic" | "digest" | "form" | "key" | "challenge";

/** The memory that a router keeps its log in, as it comes from its maker. */
interface LogRing {
  /** What it holds, where that is known: rows, or bytes. */
  readonly rows?: number;
  readonly bytes?: number;
  /** What happens when it is full: the oldest rows go, all of them go, or nothing new is written. */
  readonly whenFull: "overwrites" | "empties" | "stops" | "unknown";
}

/** What every family tells of itself, whichever way its log comes to us. */
interface FamilyFacts<Table extends OptionTable> {
  /** Kebab-case; the folder's name and the `family` of the configuration. */
  readonly id: string;
  readonly title: string;
  /** Absent where that may be anybody. */
  readonly manufacturer?: string;
  /** Models that this family is known or believed to read, for people. */
  readonly models: readonly string[];
  readonly tells: Readonly<
    Record<"time" | "protocol" | "source" | "source_port" | "port" | "destination" | "action", Knowledge>
  >;
  /** What else its log does not tell though a person would expect it: each goes on where "its log does not tell" ends. */
  readonly limits: readonly string[];
  /** Where in the router's own pages the logging of dropped packets is switched on; "" where that is always so. */
  readonly switchOn: string;
  /** Which fixtures come from real devices: whole pages (or their published source), log lines alone, or none, so that all is simulated. */
  readonly seen: "pages" | "lines" | "simulated";
  /** Times before this one are a clock that was never set, UTC ms. */
  readonly firstPossibleMs: number;
  readonly options: Table;
}

/** A family whose routers are asked for their log. */
export interface PollFamily<Table extends OptionTable = OptionTable> extends FamilyFacts<Table> {
  readonly side: "poll";
  /** Address that the vendor ships, for the example configuration. */
  readonly defaultUrl: string;
  /** The usual way in first. */
  readonly logins: readonly LoginKind[];
  /** How many people may be logged in at a time. */
  readonly sessions: "one" | "many" | "unknown";
  readonly ring: LogRing;
  /** How its web interface bears to be asked again and again, in a few words; "" where nothing is known. */
  readonly stability: string;
  /** Asked more often than this, it does little else, or nobody gains by it: the shortest interval that is suggested or taken by itself, ms. */
  readonly closestPollMs: number;
  /** Loads what asks such a router; apart, because a program knows all families and reads few of them. */
  driver(): Promise<PollDriver<Table>>;
  /** Loads the make-believe router; apart, because a bridge in service never needs it. */
  simulator(): Promise<(options: SimulatorOptions) => Promise<Simulator>>;
}

/** What asks the routers of a family for their log, and reads it. */
export interface PollDriver<Table extends OptionTable = OptionTable> {
  open(router: RouterSettings<OptionValues<Table>>, now: () => number): LogSource;
  /**
   * Pure.
   * @throws FatalError when the page is not the log, RetryableError when it was cut
   */
  parse(page: FetchedPage, router: RouterSettings<OptionValues<Table>>): ParsedPage;
}

/** The lines of one router, in the order in which they came. */
export interface LineSource {
  /** What a line is; undefined for a blank one. Never throws. */
  read(text: string): Entry | undefined;
}

/** A family whose routers send their log by themselves, line by line, to one listener for all of them. */
export interface PushFamily<Table extends OptionTable = OptionTable> extends FamilyFacts<Table> {
  readonly side: "push";
  /** Loads what listens to such routers; apart, as that of a family that is asked. */
  driver(): Promise<PushDriver<Table>>;
  /** Loads the make-believe router; apart, because a bridge in service never needs it. */
  simulator(): Promise<(options: SimulatorOptions) => Promise<SendingSimulator>>;
}

/** What listens to the routers of a family, and reads their lines. */
export interface PushDriver<Table extends OptionTable = OptionTable> {
  /** @throws RetryableError when an address cannot be listened on now */
  listen(parts: ListenerParts): Promise<Listener>;
  open(router: RouterSettings<OptionValues<Table>>, now: () => number): LineSource;
}

/** One family of routers: all that the rest of the program knows of it. */
export type RouterFamily = PollFamily | PushFamily;
