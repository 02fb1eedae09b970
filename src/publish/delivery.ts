import { describeError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { JournalRecord } from "../model/record.ts";
import type { Topics } from "../topics.ts";
import type { Message } from "./message.ts";
import { type MessageOptions, recordMessage } from "./messages.ts";
import { within } from "./within.ts";

export interface DeliveryTools {
  readonly journal: Pick<JournalWriter, "recordsAfter" | "countAfter" | "cursor" | "moveCursor">;
  readonly link: { publish(message: Message): Promise<void>; room(): Promise<void> };
  readonly topics: Topics;
  readonly routers: readonly string[];
  readonly messages: MessageOptions;
  readonly log: Log;
}

/** Brings what is journalled to the broker, each router's rows in order, every row at least once. */
export interface Delivery {
  /** There is, or may be, something new. */
  wake(router: string): void;
  /** Rows that are journalled and not acknowledged; rows that retention deleted before may be counted too. */
  backlog(): number;
  /** Waits at most `ms` until everything is acknowledged; true when it was. */
  drain(ms: number): Promise<boolean>;
  /** Stops, and remembers how far it came. Close it after the link, whose last acknowledgements count, and before the journal. */
  close(): void;
}

/** Starts with what an earlier run left behind. */
export function createDelivery(tools: DeliveryTools): Delivery {
  const pumps = new Map(tools.routers.map((router) => [router, new Pump(router, tools)]));
  for (const pump of pumps.values()) pump.wake();
  return {
    wake: (router) => pumps.get(router)?.wake(),
    backlog: () => pumps.values().reduce((sum, pump) => sum + pump.backlog(), 0),
    drain: (ms) =>
      within(
        ms,
        Promise.all(pumps.values().map((pump) => pump.idle())).then(() => undefined),
      ),
    close: () => {
      for (const pump of pumps.values()) pump.close();
    },
  };
}

/** How many rows are read at once: about what the window holds. */
const batchSize = 512;
/** How long the cursor may lag behind the acknowledgements; what it lags is sent twice after a crash. */
const cursorLagMs = 250;

/** One router's rows on their way. Its cursor stands at the end of what is acknowledged without a hole. */
class Pump {
  readonly #router: string;
  readonly #tools: DeliveryTools;
  /** Rows handed to the link, in order, that have a predecessor or themselves not acknowledged. */
  #underWay: { readonly sequence: number; isAcknowledged: boolean }[] = [];
  #readTo: number;
  #acknowledgedTo: number;
  #cursor: number;
  #isRunning = false;
  #isWoken = false;
  #isHalted = false;
  #cursorTimer: NodeJS.Timeout | undefined;
  #idlers: (() => void)[] = [];

  constructor(router: string, tools: DeliveryTools) {
    this.#router = router;
    this.#tools = tools;
    this.#cursor = tools.journal.cursor(router);
    this.#acknowledgedTo = this.#cursor;
    this.#readTo = this.#cursor;
  }

  wake(): void {
    this.#isWoken = true;
    if (this.#isRunning || this.#isHalted) return;
    this.#isRunning = true;
    void this.#run();
  }

  backlog(): number {
    return this.#tools.journal.countAfter(this.#router, this.#acknowledgedTo);
  }

  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idlers.push(resolve));
  }

  close(): void {
    this.#isHalted = true;
    clearTimeout(this.#cursorTimer);
    this.#moveCursor();
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWoken && !this.#isHalted) {
        this.#isWoken = false;
        const records = this.#tools.journal.recordsAfter(this.#router, this.#readTo, batchSize);
        for (const record of records) await this.#hand(record);
        if (records.length > 0) this.#isWoken = true;
      }
    } catch (error) {
      // The journal cannot be read just now; the next pass wakes us again.
      this.#tools.log.warn(this.#router, `what is journalled cannot be read for the broker: ${describeError(error)}`);
    } finally {
      this.#isRunning = false;
      this.#tellIdle();
    }
  }

  async #hand(record: JournalRecord): Promise<void> {
    await this.#tools.link.room();
    if (this.#isHalted) return;
    const row = { sequence: record.sequence, isAcknowledged: false };
    this.#underWay.push(row);
    this.#readTo = record.sequence;
    const message = recordMessage(record, this.#tools.topics, this.#tools.messages);
    if (message === undefined) this.#acknowledge(row);
    else void this.#send(message, row);
  }

  async #send(message: Message, row: { isAcknowledged: boolean }): Promise<void> {
    try {
      await this.#tools.link.publish(message);
    } catch (error) {
      // The link was closed: the row stays ahead of the cursor and is sent by the next run.
      this.#isHalted = true;
      this.#tools.log.debug(this.#router, describeError(error));
      return;
    }
    this.#acknowledge(row);
  }

  #acknowledge(row: { isAcknowledged: boolean }): void {
    row.isAcknowledged = true;
    const waiting = this.#underWay.findIndex(({ isAcknowledged }) => !isAcknowledged);
    const done = this.#underWay.splice(0, waiting === -1 ? this.#underWay.length : waiting);
    this.#acknowledgedTo = done.at(-1)?.sequence ?? this.#acknowledgedTo;
    if (this.#isHalted) return;
    this.#cursorTimer ??= setTimeout(() => this.#moveCursor(), cursorLagMs);
    this.#tellIdle();
  }

  #moveCursor(): void {
    this.#cursorTimer = undefined;
    if (this.#acknowledgedTo === this.#cursor) return;
    try {
      this.#tools.journal.moveCursor(this.#router, this.#acknowledgedTo);
      this.#cursor = this.#acknowledgedTo;
    } catch (error) {
      this.#tools.log.warn(this.#router, `how far the broker has everything cannot be noted: ${describeError(error)}`);
    }
  }

  #isIdle(): boolean {
    return !this.#isRunning && this.#underWay.length === 0;
  }

  #tellIdle(): void {
    if (this.#isIdle()) for (const resolve of this.#idlers.splice(0)) resolve();
  }
}
