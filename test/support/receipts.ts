import mqtt from "mqtt";
import { within } from "../../src/publish/within.ts";

/** One message as it came, a repetition as often as it came. */
export interface Receipt {
  readonly topic: string;
  readonly payload: string;
  readonly isRetained: boolean;
}

export interface ReceiptsOptions {
  readonly url: string;
  readonly filter?: string;
  readonly username?: string;
  readonly password?: string;
  /** Name of a session that the broker keeps while either side is away; without it each connection begins anew. */
  readonly session?: string;
}

/** A subscriber that writes down, with QoS 1, everything that the broker hands on. */
export interface Receipts extends AsyncDisposable {
  readonly all: readonly Receipt[];
  /** The newest payload of a topic; undefined where there was none or it was taken away. */
  latest(topic: string): string | undefined;
  /** Looks at once and after each message until there is something; rejects after `ms`, saying what is missing. */
  when<T>(what: string, look: () => T | undefined, ms?: number): Promise<T>;
  publish(topic: string, payload: string, retain?: boolean): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 15_000;
const reconnectMs = 100;

/** Resolves when it is subscribed: what is published from now on is written down. */
export async function collectReceipts(options: ReceiptsOptions): Promise<Receipts> {
  const { url, filter = "#", username, password, session } = options;
  const client = await mqtt.connectAsync(url, {
    protocolVersion: 4,
    reconnectPeriod: reconnectMs,
    ...(session === undefined ? {} : { clientId: session, clean: false }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  });
  const all: Receipt[] = [];
  const newest = new Map<string, string>();
  const looks = new Set<() => void>();
  // A broker that goes away is a matter of the test, not of its witness.
  client.on("error", () => undefined);
  client.on("message", (topic, payload, { retain }) => {
    const receipt = { topic, payload: payload.toString(), isRetained: retain };
    all.push(receipt);
    newest.set(topic, receipt.payload);
    for (const look of [...looks]) look();
  });
  await client.subscribeAsync(filter, { qos: 1 });
  const close = (): Promise<void> => client.endAsync(true);
  return {
    all,
    latest: (topic) => newest.get(topic) || undefined,
    when: (what, look, ms = patienceMs) => awaited(what, look, ms, looks),
    publish: async (topic, payload, retain = false) => {
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function awaited<T>(what: string, look: () => T | undefined, ms: number, looks: Set<() => void>): Promise<T> {
  let found: T | undefined;
  const seen = Promise.withResolvers<void>();
  const lookNow = () => {
    found ??= look();
    if (found !== undefined) seen.resolve();
  };
  looks.add(lookNow);
  lookNow();
  await within(ms, seen.promise);
  looks.delete(lookNow);
  if (found === undefined) throw new Error(`within ${ms} ms nobody saw ${what}`);
  return found;
}
