/** A line as a router sent it. */
export interface PushedLine {
  readonly text: string;
  /** Our own clock when it came, UTC ms. */
  readonly receivedAtMs: number;
}

/** A router that sends its log, and how its lines are known. */
export interface SendingRouter {
  readonly name: string;
  /** Addresses and networks that they come from, and host names that they bear; neither where it gets every line. */
  readonly senders: readonly string[];
  readonly hostnames: readonly string[];
}

/** What a listener is told, and whom it tells. */
export interface ListenerParts {
  /** `udp://address:port` and `tcp://address:port`; IPv6 in brackets. */
  readonly addresses: readonly string[];
  /** All routers of the family: each line is given to one of them. */
  readonly routers: readonly SendingRouter[];
  readonly now: () => number;
  /**
   * Gets each line, and whether its sender can be made to wait: then the line is taken in any case, else it may be left out.
   * @returns false where there is no room for more: a sender that can wait waits until `resume`
   */
  readonly onLine: (router: string, line: PushedLine, canWait: boolean) => boolean;
  /** Told once of each sender that is no router's; of so many at the most, however many there are. */
  readonly onUnknown: (sender: UnknownSender) => void;
  /** Told in words for people what is wrong and not in its power to mend. */
  readonly onTrouble: (words: string) => void;
  /** Told when it ceases to listen by itself: it must be closed and opened anew. */
  readonly onFailure: (cause: Error) => void;
}

/** Somebody whose lines are for no router of the configuration. */
export interface UnknownSender {
  readonly address: string;
  /** The host that its line names, where it names one. */
  readonly host?: string | undefined;
}

/** Lines that the system dropped before they could be read, as far as they can be told apart. */
export interface SystemLoss {
  readonly router: string;
  readonly lines: number;
  /** True where everything that came in the meantime was this router's, so that these lines were too. */
  readonly isExact: boolean;
}

export interface ListenerStatus {
  /** Lines since the start, of routers that are known and of others. */
  readonly received: number;
  readonly unknown: number;
  readonly unknownSenders: readonly (UnknownSender & { readonly lines: number })[];
  /** Lines that the system dropped because we were too slow; 0 too where it does not tell. */
  readonly lostBySystem: number;
  readonly connections: number;
}

/** The one listener for all routers of a family. */
export interface Listener {
  /** Where it listens, with the ports that it really has. */
  readonly addresses: readonly string[];
  status(): ListenerStatus;
  /** Lets senders go on that were made to wait. */
  resume(): void;
  /** What the system dropped since it was asked before. */
  lost(): readonly SystemLoss[];
  close(): Promise<void>;
}
