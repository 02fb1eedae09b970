import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { describeError } from "../errors.ts";
import { brokerAddress, type MqttSettings, readCertificates } from "./address.ts";
import type { Connection, ConnectionEvents, Dial, Trouble } from "./connection.ts";
import { type LinkTools, MqttLink } from "./link.ts";
import type { Message } from "./message.ts";
import { connectionClosed } from "./trouble.ts";

export interface LinkIdentity {
  /**
   * The same for every run of a bridge: when it is back before the broker noticed that it went, the broker takes the old
   * connection for gone at once, and its will cannot come after the new `online`.
   */
  readonly clientId: string;
  /** Where `online` and `offline` are kept; absent for those who only listen. */
  readonly stateTopic?: string;
}

const keepaliveSeconds = 30;
const connectTimeoutMs = 15_000;
/** Messages under way at once. Large enough that the line is never idle, small enough to be sent again after a lost connection. */
const window = 512;
/** What a broker takes that does not say (MQTT 5, 3.2.2.3.3). */
const largestReceiveMaximum = 65_535;

/**
 * Connects to a broker at once and for ever. Each connection is a client of its own, and what is under way is kept here:
 * so the order of what is sent again, the waits and the version are ours alone to decide.
 * @throws FatalError when the url is none or a certificate cannot be read
 */
export function connectMqtt(settings: MqttSettings, identity: LinkIdentity, tools: LinkTools): MqttLink {
  const { url, username, ...address } = brokerAddress(settings);
  const tls = { ...readCertificates(settings), rejectUnauthorized: settings.verify !== false };
  const options = connectOptions({ ...address, username, ...tls }, identity);
  const dial: Dial = (protocolVersion, events) => openConnection(connect({ ...options, protocolVersion }), events);
  return new MqttLink(
    dial,
    { broker: { url, username }, protocol: settings.protocol, stateTopic: identity.stateTopic, window },
    tools,
  );
}

function connectOptions(
  { host, username, password, ...rest }: IClientOptions & { host: string; username: string; password: string },
  { clientId, stateTopic }: LinkIdentity,
): IClientOptions {
  return {
    ...rest,
    host,
    hostname: host,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(stateTopic === undefined
      ? {}
      : { will: { topic: stateTopic, payload: Buffer.from("offline"), qos: 1, retain: true } }),
    clientId,
    // It would keep every number of two bytes as a buffer of its own: 8 MB, for nothing that can be measured.
    writeCache: false,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    resubscribe: false,
  };
}

function openConnection(client: MqttClient, events: ConnectionEvents): Connection {
  let trouble: Trouble | undefined;
  let isOver = false;
  client.on("connect", ({ properties }) => events.opened(properties?.receiveMaximum ?? largestReceiveMaximum));
  client.on("message", (topic, payload, { retain }) => events.received(topic, payload.toString("utf8"), retain));
  // The first one with a code is the cause; what comes after it is its consequence.
  client.on("error", (error) => {
    if (trouble?.code === undefined) trouble = { code: codeOf(error), detail: describeError(error) };
  });
  client.on("disconnect", ({ reasonCode }) => {
    trouble = { code: reasonCode, detail: "it hung up" };
  });
  client.on("close", () => {
    if (isOver) return;
    isOver = true;
    client.end(true);
    events.closed(trouble ?? { code: connectionClosed, detail: "it closed the connection" });
  });
  return {
    send: (message, acknowledged) => {
      client.publish(message.topic, message.payload, publishOptions(message), (error) => {
        if (!isOver) settle(error, acknowledged);
      });
    },
    subscribe: (filter, refused) => {
      client.subscribe(filter, { qos: 1 }, (error, granted) => {
        const code = error === null ? granted?.find(({ qos }) => qos >= 128)?.qos : codeOf(error);
        if (!isOver && typeof code === "number") refused(code);
      });
    },
    end: () => client.endAsync(false),
    abort: () => {
      client.stream.destroy();
    },
  };
}

/** An error without a reason code is the connection's, which is told by its end. */
function settle(error: Error | null | undefined, acknowledged: (refusal: number | undefined) => void): void {
  const code = codeOf(error);
  if (error === null || error === undefined) acknowledged(undefined);
  else if (typeof code === "number") acknowledged(code);
}

function publishOptions({ retain, expirySeconds }: Message) {
  return {
    qos: 1,
    retain,
    ...(expirySeconds === undefined ? {} : { properties: { messageExpiryInterval: expirySeconds } }),
  } as const;
}

function codeOf(error: unknown): number | string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "number" || typeof error.code === "string" ? error.code : undefined;
}
