import mqtt, { type IPublishPacket } from "mqtt";

export interface Receipt {
  readonly topic: string;
  readonly payload: string;
  readonly isRetained: boolean;
  readonly expirySeconds: number | undefined;
}

/** Somebody else at the broker, who writes down what arrives. */
export interface Observer {
  readonly receipts: readonly Receipt[];
  /** Resolves with the first receipt, past or to come, that fits. */
  receipt(fits: (receipt: Receipt) => boolean): Promise<Receipt>;
  publish(topic: string, payload: string, retain?: boolean): Promise<void>;
  /** Resolves when the broker is gone and everything that it sent before is written down. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Listens on a filter from now on, over MQTT 5 unless told otherwise. `sink` collects over several observers. */
export async function observe(
  url: string,
  filter: string,
  { sink = [], protocolVersion = 5 }: { readonly sink?: Receipt[]; readonly protocolVersion?: 4 | 5 } = {},
): Promise<Observer> {
  const client = await mqtt.connectAsync(url, { protocolVersion, reconnectPeriod: 0 }, false);
  const waiting = new Set<() => void>();
  // A broker that is killed is a matter of the test, not of its witness.
  client.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => client.on("close", resolve));
  client.on("message", (topic, payload, packet: IPublishPacket) => {
    const expirySeconds = packet.properties?.messageExpiryInterval;
    sink.push({ topic, payload: payload.toString(), isRetained: packet.retain, expirySeconds });
    for (const look of [...waiting]) look();
  });
  await client.subscribeAsync(filter, { qos: 0, ...(protocolVersion === 5 ? { rap: false } : {}) });
  return {
    receipts: sink,
    ended,
    receipt: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = sink.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    publish: async (topic, payload, retain = false) => {
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    close: () => client.endAsync(true),
  };
}
