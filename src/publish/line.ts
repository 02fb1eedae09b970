import type { Log } from "../log.ts";
import type { Connection, Dial, ProtocolVersion, Trouble } from "./connection.ts";
import { type BrokerIdentity, describeTrouble, isVersionRefused } from "./trouble.ts";
import { within } from "./within.ts";

export interface LineSettings {
  readonly broker: BrokerIdentity;
  readonly protocol: "auto" | "5" | "3.1.1";
}

export interface LineTools {
  readonly log: Log;
  /** Number in [0, 1), for the jitter of the waits. */
  readonly random: () => number;
}

export interface LineEvents {
  /** @param inFlight how many unacknowledged messages the broker takes at once */
  up(connection: Connection, inFlight: number): void;
  down(): void;
  received(topic: string, payload: string, isRetained: boolean): void;
  /** An attempt to connect failed. */
  failed(): void;
}

const shortestWaitMs = 500;
const longestWaitMs = 30_000;
/** A connection that lasted so long was a good one: the next wait is short again. */
const steadyAfterMs = 20_000;
/** Two programs under one client id throw each other out; some brokers (Mosquitto 2.0) do so without saying why. */
const tolerableLosses = 3;
const doubleHint = " Is a second bridge running with this mqtt.base_topic?";
/** What the goodbye may take. */
const goodbyeMs = 300;

/** Keeps one connection up: dials again for ever, each time with a little more patience, and says what is wrong when that changes. */
export class Line {
  readonly #dial: Dial;
  readonly #settings: LineSettings;
  readonly #tools: LineTools;
  readonly #events: LineEvents;
  #version: ProtocolVersion;
  #connection: Connection | undefined;
  #isUp = false;
  #isStopped = false;
  #failures = 0;
  #trouble: string | undefined;
  #redial: NodeJS.Timeout | undefined;
  #steady: NodeJS.Timeout | undefined;

  constructor(dial: Dial, settings: LineSettings, tools: LineTools, events: LineEvents) {
    this.#dial = dial;
    this.#settings = settings;
    this.#tools = tools;
    this.#events = events;
    this.#version = settings.protocol === "3.1.1" ? 4 : 5;
  }

  get protocol(): "5" | "3.1.1" {
    return this.#version === 5 ? "5" : "3.1.1";
  }

  /** The sentence for people; undefined when all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  connect(): void {
    const connection = this.#dial(this.#version, {
      opened: (inFlight) => this.#opened(connection, inFlight),
      received: this.#events.received,
      closed: (trouble) => this.#closed(trouble),
    });
    this.#connection = connection;
  }

  /** Says it when it is new: a broker that is away for hours is one line, not one a minute. */
  tellTrouble(sentence: string): void {
    if (sentence !== this.#trouble) this.#tools.log.warn("broker", sentence);
    this.#trouble = sentence;
  }

  /** Hangs up for good; without a goodbye the broker sends the last will. */
  async stop(isGoodbyeSaid: boolean): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#redial);
    clearTimeout(this.#steady);
    if (isGoodbyeSaid && this.#connection !== undefined) await within(goodbyeMs, this.#connection.end());
    this.#connection?.abort();
  }

  #opened(connection: Connection, inFlight: number): void {
    this.#isUp = true;
    this.#trouble = undefined;
    this.#steady = setTimeout(() => {
      this.#failures = 0;
    }, steadyAfterMs);
    this.#tools.log.info("broker", `connected to ${this.#settings.broker.url} (MQTT ${this.protocol})`);
    this.#events.up(connection, inFlight);
  }

  #closed(trouble: Trouble): void {
    clearTimeout(this.#steady);
    this.#connection = undefined;
    const wasUp = this.#isUp;
    this.#isUp = false;
    if (wasUp) this.#events.down();
    if (this.#isStopped) return;
    if (this.#settings.protocol === "auto" && this.#version === 5 && isVersionRefused(trouble)) {
      this.#version = 4;
      this.connect();
      return;
    }
    this.tellTrouble(
      describeTrouble(trouble, this.#settings.broker, wasUp) +
        (wasUp && this.#failures > tolerableLosses ? doubleHint : ""),
    );
    this.#events.failed();
    const waitMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#redial = setTimeout(() => this.connect(), waitMs * (0.5 + this.#tools.random() / 2));
  }
}
