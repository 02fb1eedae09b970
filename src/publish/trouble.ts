import type { Trouble } from "./connection.ts";

/** What people must be told about: where we wanted to connect, and as whom. */
export interface BrokerIdentity {
  /** Without credentials. */
  readonly url: string;
  readonly username: string;
}

interface Words {
  readonly codes: readonly (number | string)[];
  words(broker: BrokerIdentity, wasUp: boolean): string;
}

/** Code of a connection that ends without a reason. */
export const connectionClosed = "closed";

/** Reason codes: MQTT 3.1.1, 3.2.2.3 (1-5) and MQTT 5, 2.4 (from 128); names: Node's system and TLS errors. */
const table: readonly Words[] = [
  {
    codes: ["ECONNREFUSED"],
    words: ({ url }) => `no broker answers at ${url}. Start it, or correct mqtt.url.`,
  },
  {
    codes: ["ENOTFOUND", "EAI_AGAIN"],
    words: ({ url }) => `the host of ${url} is not known here. Correct mqtt.url, or look after the name service.`,
  },
  {
    codes: ["ECONNRESET", "EPIPE", connectionClosed],
    words: ({ url }, wasUp) =>
      wasUp
        ? `the connection to the broker at ${url} is lost.`
        : `what answers at ${url} hangs up at once. Is it a broker, and are port, path and TLS (mqtts, wss) right in mqtt.url?`,
  },
  {
    codes: ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"],
    words: ({ url }) => `${url} cannot be reached. Is the broker's machine on, and mqtt.url right?`,
  },
  { codes: [4, 5, 134, 135], words: ({ url, username }) => refusal(url, username) },
  {
    codes: [1, 132],
    words: ({ url }) => `the broker at ${url} does not speak this version of MQTT. Set mqtt.protocol to auto.`,
  },
  {
    codes: [142],
    words: ({ url }) =>
      `the broker at ${url} gave our place to another program of the same name. Is a second bridge running with this mqtt.base_topic?`,
  },
  {
    codes: [3, 136, 137, 139],
    words: ({ url }) => `the broker at ${url} is not ready or is shutting down.`,
  },
  { codes: [2, 133], words: ({ url }) => `the broker at ${url} does not accept our client id.` },
  { codes: [138], words: ({ url }) => `the broker at ${url} has banned us. Look into its settings.` },
  {
    codes: ["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"],
    words: ({ url }) => `${url} does not speak TLS there. Use mqtt:// (or ws://), or the broker's TLS port.`,
  },
  {
    codes: ["ERR_TLS_CERT_ALTNAME_INVALID"],
    words: ({ url }) => `the certificate of ${url} is made out to another name. Use that name in mqtt.url.`,
  },
  {
    codes: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"],
    words: ({ url }) => `the certificate of ${url} is not valid at this time. Renew it, or set the clock.`,
  },
  {
    codes: [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    ],
    words: ({ url }) => `the certificate of ${url} is signed by nobody we trust. Name its authority in mqtt.ca_file.`,
  },
  {
    codes: ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE"],
    words: ({ url }) => `${url} asks for a certificate of ours. Set mqtt.cert_file and mqtt.key_file.`,
  },
];

/**
 * One plain sentence: what was seen and what to do. The same kind of trouble gives the same sentence.
 * @param wasUp whether the broker had let us in before
 */
export function describeTrouble(trouble: Trouble, broker: BrokerIdentity, wasUp: boolean): string {
  const { code } = trouble;
  const known = code === undefined ? undefined : table.find(({ codes }) => codes.includes(code));
  return known?.words(broker, wasUp) ?? `the broker at ${broker.url} is not connected: ${trouble.detail}.`;
}

/** Whether the broker says by its code that it does not speak the version of MQTT that we offered. */
export function isVersionRefused(trouble: Trouble): boolean {
  return trouble.code === 1 || trouble.code === 132;
}

function refusal(url: string, username: string): string {
  return username === ""
    ? `the broker at ${url} lets nobody in without a user. Set mqtt.username and mqtt.password.`
    : `the broker at ${url} refuses the user "${username}". Correct mqtt.username and mqtt.password, or let the user in there.`;
}
