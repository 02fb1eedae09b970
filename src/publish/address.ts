import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { describeError, FatalError } from "../errors.ts";

/** The `mqtt` block of the configuration that concerns the line to the broker; "" stands for "not set". */
export interface MqttSettings {
  /** mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly protocol: "auto" | "5" | "3.1.1";
  /** Certificate (PEM) of the authority that signed the broker's; the system's where not set. */
  readonly ca_file?: string;
  /** Our own certificate and its key (PEM). */
  readonly cert_file?: string;
  readonly key_file?: string;
  /** False: any certificate of the broker will do. */
  readonly verify?: boolean;
}

export interface BrokerAddress {
  /** For people: without credentials. */
  readonly url: string;
  readonly protocol: "mqtt" | "mqtts" | "ws" | "wss";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly username: string;
  readonly password: string;
}

export interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const schemes = {
  "mqtt:": { protocol: "mqtt", port: 1883 },
  "mqtts:": { protocol: "mqtts", port: 8883 },
  "ws:": { protocol: "ws", port: 80 },
  "wss:": { protocol: "wss", port: 443 },
} as const;

/**
 * Where the broker is. User and password of the settings win over those in the url.
 * @throws FatalError when the url is none
 */
export function brokerAddress(settings: MqttSettings): BrokerAddress {
  const url = URL.parse(settings.url);
  if (url === null || url.hostname === "" || !isScheme(url.protocol)) {
    throw new FatalError("mqtt.url is no address of a broker. Write it as mqtt://host:1883 (or mqtts, ws, wss).");
  }
  const { protocol, port } = schemes[url.protocol];
  return {
    url: `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`,
    protocol,
    // A socket wants an IPv6 address bare, a websocket's url wants it in brackets.
    host: protocol.startsWith("ws") ? url.hostname : url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? port : Number(url.port),
    path: `${url.pathname === "" ? "/" : url.pathname}${url.search}`,
    username: settings.username === "" ? plain(url.username) : settings.username,
    password: settings.password === "" ? plain(url.password) : settings.password,
  };
}

/** @throws FatalError when a file cannot be read, is no PEM, or one of a pair is missing */
export function readCertificates(settings: MqttSettings): Certificates {
  const ca = readPem("ca_file", settings.ca_file);
  const cert = readPem("cert_file", settings.cert_file);
  const key = readPem("key_file", settings.key_file);
  if ((cert === undefined) !== (key === undefined)) {
    throw new FatalError("mqtt.cert_file and mqtt.key_file belong together: set both or none.");
  }
  // The check loads every authority that the system trusts: 3 MB that most households have no use for.
  if (ca === undefined && cert === undefined) return {};
  const certificates = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
  try {
    createSecureContext(certificates);
  } catch (cause) {
    throw new FatalError(`mqtt.ca_file, mqtt.cert_file and mqtt.key_file must hold PEM: ${describeError(cause)}.`, {
      cause,
    });
  }
  return certificates;
}

function isScheme(text: string): text is keyof typeof schemes {
  return Object.hasOwn(schemes, text);
}

function readPem(key: string, path: string | undefined): Buffer | undefined {
  if (path === undefined || path === "") return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new FatalError(`mqtt.${key} cannot be read: ${describeError(cause)}.`, { cause });
  }
}

/** A `%` that escapes nothing stands for itself. */
function plain(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => {
    return Buffer.from(escaped.replaceAll("%", ""), "hex").toString("utf8");
  });
}
