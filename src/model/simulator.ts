/** What a make-believe router can be told to do. */
export interface SimulatorFaults {
  /** Restart: uptime and ring begin anew. */
  reboot(): void;
  /** The owner clears the log. */
  clear(): void;
  /** While set, nothing more enters the log (a full log that stops). */
  freeze(isFrozen: boolean): void;
  /** Cut the next `times` pages somewhere in the middle. */
  truncate(times: number): void;
  /** Accept the next `times` requests and never answer. */
  hang(times: number): void;
  /** Delay each answer, and trickle its body over that time; 0 ends it. */
  slow(delayMs: number): void;
  /** Send heads whose lines end in LF alone. */
  lineFeedOnly(isOn: boolean): void;
  /** Another administrator is logged in. */
  otherAdministrator(isThere: boolean): void;
  /** Refuse every password. */
  wrongPassword(isOn: boolean): void;
  /** Forget every session that is logged in. */
  loginTimeout(): void;
  /** Put rows into the ring that try to break a reader: markup, quotes, control characters. */
  hostileText(): void;
}

export interface SimulatorOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Times the article's 323 probes a day. */
  readonly rate: number;
  readonly seed: number;
  /** The simulator's clock, UTC ms. A fake one makes a month pass in seconds: call `advance` after moving it. */
  readonly now?: () => number;
  /** Gets every probe when it enters the ring: the JSON line of DESIGN 4.2, column "truth", without its line end. */
  readonly truth?: (line: string) => void;
  /** Real log lines, oldest first, to run through the ring in place of invented traffic. */
  readonly replay?: readonly string[];
  /** Rows that the ring holds; the family's own number where absent. */
  readonly ringSize?: number;
}

/** What every make-believe router has. */
interface RunningSimulator {
  /** Where it is, or where it sends its log. */
  readonly url: string;
  readonly faults: SimulatorFaults;
  /** Lets all traffic up to the clock's present enter the ring. Requests and a timer call it too. */
  advance(): void;
  close(): Promise<void>;
}

/** A router that is asked for its log. */
export interface Simulator extends RunningSimulator {
  /** The entry of `routers:` that reaches it. */
  readonly router: {
    readonly name: string;
    readonly family: string;
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly schedule: string;
    readonly timezone: string;
    /** Where the defaults of its family do not reach it. */
    readonly options?: Readonly<Record<string, string | number | boolean>>;
  };
}

/** A router that sends its log by itself. */
export interface SendingSimulator extends RunningSimulator {
  /** The entry of `routers:` that its lines are for, and the block that has the bridge listen for them. */
  readonly router: {
    readonly name: string;
    readonly family: string;
    readonly hostnames: readonly string[];
    readonly timezone: string;
  };
  readonly syslog: { readonly listen: readonly string[] };
}
