import { describeError } from "../errors.ts";
import type { Connection, Dial } from "./connection.ts";
import { matchesFilter } from "./filter.ts";
import { Line, type LineSettings, type LineTools } from "./line.ts";
import type { Message } from "./message.ts";
import { notAcknowledged, Outbox } from "./outbox.ts";
import { within } from "./within.ts";

/** Gets what arrives on a filter; `isRetained` is true for what the broker had kept from before we subscribed. */
export type MessageHandler = (topic: string, payload: string, isRetained: boolean) => void;

export interface LinkStatus {
  readonly isConnected: boolean;
  /** The version in use, or the one that is tried next. */
  readonly protocol: "5" | "3.1.1";
  /** The sentence for people; absent when all is well. */
  readonly trouble?: string;
  /** Messages handed in and not acknowledged yet; retained ones not counted. */
  readonly unacknowledged: number;
  /** Messages that brokers acknowledged since the start. */
  readonly acknowledged: number;
}

export interface LinkSettings extends LineSettings {
  /** The retained topic of our `online` and `offline`; absent for those who only listen. */
  readonly stateTopic?: string | undefined;
  /** How many messages may wait for acknowledgement at once; the broker may allow fewer. */
  readonly window: number;
}

/** Remembers over runs what we keep on the broker, so that what nobody keeps any more is taken away. */
export interface Inventory {
  /** What an earlier run left there. */
  readonly topics: readonly string[];
  /** False for topics of a router, a base or a prefix that is configured no more. */
  isCurrent(topic: string): boolean;
  /** Gets all topics whenever one is added or gone, before a new one is sent. */
  remember(topics: readonly string[]): void;
}

export interface LinkTools extends LineTools {
  /** Absent for those who keep nothing there. */
  readonly inventory?: Inventory | undefined;
}

/** Our side of the broker: it reconnects for ever, and what was handed in survives a lost connection. */
export class MqttLink {
  readonly #settings: LinkSettings;
  readonly #tools: LinkTools;
  readonly #line: Line;
  readonly #outbox: Outbox;
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #listeners: (() => void)[] = [];
  #waiters: (() => void)[] = [];
  readonly #firstOutcome = Promise.withResolvers<void>();
  #connection: Connection | undefined;
  #limit = 0;
  /** Reason codes of messages that this connection refused, so that each is said once. */
  readonly #toldRefusals = new Set<number>();
  #isInventoryNew = false;
  #isPumpDue = false;
  #isClosed = false;
  #emptied: (() => void) | undefined;

  /** Connects at once. */
  constructor(dial: Dial, settings: LinkSettings, tools: LinkTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#outbox = new Outbox(tools.inventory?.topics ?? [], () => {
      this.#isInventoryNew = true;
    });
    this.#line = new Line(dial, settings, tools, {
      up: (connection, inFlight) => this.#up(connection, inFlight),
      down: () => this.#down(),
      received: (topic, payload, isRetained) => this.#received(topic, payload, isRetained),
      failed: () => this.#firstOutcome.resolve(),
    });
    for (const topic of tools.inventory?.topics ?? [])
      if (!tools.inventory?.isCurrent(topic)) this.clearRetained(topic);
    if (settings.stateTopic !== undefined) this.#outbox.setRetained(settings.stateTopic, "online");
    this.#line.connect();
  }

  /** Resolves when the broker has acknowledged it. Await `room()` before. @throws RetryableError when the link is closed first */
  publish(message: Message): Promise<void> {
    if (this.#isClosed) return Promise.reject(notAcknowledged());
    const acknowledged = this.#outbox.add(message, false);
    this.#schedulePump();
    return acknowledged;
  }

  /** Resolves when fewer messages wait than the window holds; at close too, never rejects. */
  room(): Promise<void> {
    if (this.#isClosed || this.#outbox.unacknowledged < this.#settings.window) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Sends it now or never: dropped while the broker is away. */
  tell(message: Message): void {
    if (this.#connection === undefined || this.#isClosed) return;
    void this.#outbox.add(message, true);
    this.#schedulePump();
  }

  /** Keeps the value of a retained topic on the broker: sent when it differs from the one before, and after every connect. */
  setRetained(topic: string, payload: string): void {
    this.#outbox.setRetained(topic, payload);
    this.#schedulePump();
  }

  /** Takes a retained topic away from the broker; tried after every connect until it is acknowledged. */
  clearRetained(topic: string): void {
    this.setRetained(topic, "");
  }

  /** No longer keeps it there, without telling the broker. */
  forgetRetained(topic: string): void {
    this.#outbox.forgetRetained(topic);
    this.#schedulePump();
  }

  /** Sends every retained value again, in the order in which the topics were first set. */
  renewRetained(): void {
    this.#outbox.renewRetained(this.#settings.stateTopic);
    this.#schedulePump();
  }

  /** Subscribes now and after every connect; a second handler of one filter takes the place of the first. */
  subscribe(filter: string, handler: MessageHandler): void {
    this.#handlers.set(filter, handler);
    this.#subscribeNow(filter);
  }

  /** Calls after every connect, when subscriptions and retained values are on their way. */
  onConnect(listener: () => void): void {
    this.#listeners.push(listener);
  }

  status(): LinkStatus {
    const { protocol, trouble } = this.#line;
    const { unacknowledged, acknowledged } = this.#outbox;
    const isConnected = this.#connection !== undefined;
    return { isConnected, protocol, ...(trouble && { trouble }), unacknowledged, acknowledged };
  }

  /** Resolves when the first attempt to connect has come to an end, well or not. */
  async settled(): Promise<LinkStatus> {
    await this.#firstOutcome.promise;
    return this.status();
  }

  /** Says `offline`, waits at most `drainMs` for acknowledgements, and hangs up. Nothing is sent after. */
  async close({ drainMs }: { readonly drainMs: number }): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#settings.stateTopic !== undefined) this.#outbox.setRetained(this.#settings.stateTopic, "offline");
    const isDrained = this.#connection !== undefined && (await within(drainMs, this.#whenEmpty()));
    await this.#line.stop(isDrained);
    this.#outbox.abandon();
    for (const waiter of this.#waiters.splice(0)) waiter();
    this.#firstOutcome.resolve();
  }

  #up(connection: Connection, inFlight: number): void {
    this.#connection = connection;
    this.#limit = Math.min(this.#settings.window, inFlight);
    this.#toldRefusals.clear();
    for (const filter of this.#handlers.keys()) this.#subscribeNow(filter);
    this.#outbox.renewRetained(this.#settings.stateTopic);
    this.#pump();
    this.#firstOutcome.resolve();
    for (const listener of this.#listeners) listener();
  }

  #down(): void {
    this.#connection = undefined;
    this.#outbox.rewind();
    this.#giveRoom();
  }

  #giveRoom(): void {
    const room = this.#settings.window - this.#outbox.unacknowledged;
    for (const waiter of this.#waiters.splice(0, Math.max(0, room))) waiter();
  }

  #received(topic: string, payload: string, isRetained: boolean): void {
    for (const [filter, handler] of this.#handlers) {
      if (matchesFilter(filter, topic)) handler(topic, payload, isRetained);
    }
  }

  #subscribeNow(filter: string): void {
    this.#connection?.subscribe(filter, (code) => {
      this.#line.tellTrouble(
        `the broker at ${this.#settings.broker.url} does not let us listen on ${filter} (code ${code}). Allow it in its access list.`,
      );
    });
  }

  /** Sends at the end of the turn: values that are set in one go leave as one burst, and only the newest of each. */
  #schedulePump(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    queueMicrotask(() => {
      this.#isPumpDue = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isInventoryNew) this.#rememberTopics();
    const connection = this.#connection;
    while (connection !== undefined && this.#outbox.inFlight < this.#limit) {
      const outgoing = this.#outbox.next();
      if (outgoing === undefined) break;
      connection.send(outgoing.message, (refusal) => {
        if (refusal !== undefined) this.#tellRefusal(refusal, outgoing.message);
        outgoing.acknowledged();
        this.#giveRoom();
        this.#pump();
      });
    }
    if (this.#outbox.isEmpty) this.#emptied?.();
  }

  #rememberTopics(): void {
    try {
      this.#tools.inventory?.remember(this.#outbox.retainedTopics());
      this.#isInventoryNew = false;
    } catch (error) {
      this.#tools.log.warn("broker", `what we keep on the broker cannot be noted: ${describeError(error)}`);
    }
  }

  /** What a broker refuses for good counts as delivered: sent again and again it would hold up all the rest for ever. */
  #tellRefusal(code: number, { topic }: Message): void {
    if (this.#toldRefusals.has(code)) return;
    this.#toldRefusals.add(code);
    this.#line.tellTrouble(
      `the broker at ${this.#settings.broker.url} does not take what we send, such as ${topic} (code ${code}). Allow it in its access list.`,
    );
  }

  #whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      this.#emptied = resolve;
      this.#pump();
    });
  }
}
