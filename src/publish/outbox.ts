import { RetryableError } from "../errors.ts";
import type { Message } from "./message.ts";

/** One message on its way; `acknowledged` is called when the broker has it. */
export interface Outgoing {
  readonly message: Message;
  acknowledged(): void;
}

interface Entry {
  readonly message: Message;
  readonly isVolatile: boolean;
  isAcknowledged: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * What the broker is still to get, in order. Messages leave in the order in which they came and are forgotten when they are
 * acknowledged; of a retained topic only the newest value counts, and it goes first. After a lost connection everything that
 * was not acknowledged is next again, before anything newer.
 */
export class Outbox {
  #entries: Entry[] = [];
  /** How many entries, from the front, are under way or acknowledged. */
  #sent = 0;
  #inFlight = 0;
  #acknowledged = 0;
  /** Grows with each connection: an acknowledgement of an older one counts nothing. */
  #era = 0;
  readonly #retained = new Map<string, string>();
  #unsent = new Set<string>();
  /** Topics that are, or may be, retained by the broker: those of `#retained`, and what an earlier run left there. */
  readonly #onBroker: Set<string>;
  readonly #topicsChanged: () => void;

  /**
   * @param onBroker retained topics that an earlier run left on the broker
   * @param topicsChanged called when there are more or fewer of them
   */
  constructor(onBroker: readonly string[], topicsChanged: () => void) {
    this.#onBroker = new Set(onBroker);
    this.#topicsChanged = topicsChanged;
  }

  /** Messages that are not acknowledged, retained ones not counted. */
  get unacknowledged(): number {
    return this.#entries.length;
  }

  /** Everything that is under way, retained ones too. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many were acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#unsent.size === 0 && this.#inFlight === 0;
  }

  /** Resolves when acknowledged. @param isVolatile lost with the connection rather than sent again */
  add(message: Message, isVolatile: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ message, isVolatile, isAcknowledged: false, resolve, reject });
    });
  }

  /** Keeps the value of a retained topic, to be sent where it is new; an empty one takes the topic away. */
  setRetained(topic: string, payload: string): void {
    if (this.#retained.get(topic) === payload) return;
    this.#retained.set(topic, payload);
    this.#unsent.add(topic);
    if (this.#onBroker.has(topic)) return;
    this.#onBroker.add(topic);
    this.#topicsChanged();
  }

  forgetRetained(topic: string): void {
    this.#unsent.delete(topic);
    this.#retained.delete(topic);
    if (this.#onBroker.delete(topic)) this.#topicsChanged();
  }

  /** Every retained value is to be sent (again), in the order in which the topics came, `last` after all others. */
  renewRetained(last: string | undefined): void {
    this.#unsent = new Set([...this.#retained.keys()].filter((topic) => topic !== last));
    if (last !== undefined && this.#retained.has(last)) this.#unsent.add(last);
  }

  /** Topics that are, or may be, retained by the broker. */
  retainedTopics(): readonly string[] {
    return [...this.#onBroker];
  }

  next(): Outgoing | undefined {
    return this.#nextRetained() ?? this.#nextEntry();
  }

  /** The connection is gone: what was under way is under way no more. */
  rewind(): void {
    this.#era += 1;
    this.#inFlight = 0;
    this.#sent = 0;
    for (const entry of this.#entries) if (entry.isVolatile) entry.resolve();
    this.#entries = this.#entries.filter((entry) => !entry.isAcknowledged && !entry.isVolatile);
  }

  /** Gives up all that waits. */
  abandon(): void {
    this.rewind();
    for (const entry of this.#entries.splice(0)) entry.reject(notAcknowledged());
  }

  #nextRetained(): Outgoing | undefined {
    const [topic] = this.#unsent;
    if (topic === undefined) return undefined;
    this.#unsent.delete(topic);
    const payload = this.#retained.get(topic) ?? "";
    const settle = this.#underWay();
    return {
      message: { topic, payload, retain: true },
      acknowledged: () => {
        if (settle() && payload === "" && this.#retained.get(topic) === "") this.forgetRetained(topic);
      },
    };
  }

  #nextEntry(): Outgoing | undefined {
    const entry = this.#entries[this.#sent];
    if (entry === undefined) return undefined;
    this.#sent += 1;
    const settle = this.#underWay();
    return {
      message: entry.message,
      acknowledged: () => {
        if (!settle()) return;
        entry.isAcknowledged = true;
        entry.resolve();
        this.#trim();
      },
    };
  }

  /** Counts one more under way; the answer tells, when the acknowledgement comes, whether it still counts. */
  #underWay(): () => boolean {
    const begun = this.#era;
    this.#inFlight += 1;
    return () => {
      if (begun !== this.#era) return false;
      this.#inFlight -= 1;
      this.#acknowledged += 1;
      return true;
    };
  }

  #trim(): void {
    const waiting = this.#entries.findIndex((entry) => !entry.isAcknowledged);
    const done = waiting === -1 ? this.#entries.length : waiting;
    this.#entries.splice(0, done);
    this.#sent -= done;
  }
}

/** Why a message was given up. */
export function notAcknowledged(): RetryableError {
  return new RetryableError("The connection to the broker was closed before it acknowledged this message.");
}
