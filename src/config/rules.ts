import { isIP } from "node:net";
import { isValidSchedule } from "../schedule.ts";
import { nearest } from "./nearest.ts";
import type { Refusal, TextRule } from "./row.ts";

/** A level or more of an MQTT topic, as a base for others (MQTT 5, 4.7). */
export const topicRule: TextRule = (topic) =>
  /^[^/+#$\p{Cc}][^+#$\p{Cc}]*$/u.test(topic) && !/\/\/|\/$/.test(topic)
    ? undefined
    : {
        allowed: "a topic without + # $, and without / at its beginning or end",
        nearest: topic
          .replaceAll(/[+#$\p{Cc}]/gu, "")
          .replaceAll(/\/+/g, "/")
          .replaceAll(/^\/|\/$/g, ""),
      };

/** Where a broker listens. */
export const brokerUrlRule: TextRule = (url) => {
  if (url === "embedded") return undefined;
  const allowed = "embedded, or an address such as mqtt://192.168.1.10:1883 (also mqtts://, ws:// or wss://)";
  return urlRefusal(url, ["mqtt:", "mqtts:", "ws:", "wss:"], allowed, "mqtt://", nearest(url, ["embedded"]));
};

/** Where a router's web interface is. */
export const routerUrlRule: TextRule = (url) =>
  urlRefusal(
    url,
    ["http:", "https:"],
    "the address of the router's web interface, such as http://192.168.1.1",
    "http://",
  );

/** Where Home Assistant is: as browsers know it, or its WebSocket interface. */
export const homeAssistantUrlRule: TextRule = (url) =>
  urlRefusal(
    url,
    ["http:", "https:", "ws:", "wss:"],
    "the address of Home Assistant, such as http://homeassistant.local:8123",
    "http://",
  );

/** Name of a router: it becomes a topic level and part of entity ids. */
export const routerNameRule: TextRule = (name) => {
  const isName = /^[a-z0-9]+(_[a-z0-9]+)*$/.test(name) && name.length <= 32 && name !== "bridge";
  if (isName) return undefined;
  const spelled = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 32);
  return {
    allowed: "lower-case letters and digits, with single _ between them, at most 32, not bridge",
    nearest: ["", "bridge"].includes(spelled) ? undefined : spelled,
  };
};

/** A cron expression. */
export const scheduleRule: TextRule = (expression) =>
  isValidSchedule(expression)
    ? undefined
    : {
        allowed:
          'five fields of cron, or six with seconds first, such as "*/5 * * * *" for every five minutes; or auto',
      };

/** How a certificate is trusted: by the system, by its SHA-256 fingerprint, or not looked at. */
export const tlsRule: TextRule = (trust) =>
  trust === "system" || trust === "off" || /^sha256:([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(trust)
    ? undefined
    : {
        allowed: "system, off, or sha256: and the 64 hexadecimal digits of the certificate's fingerprint",
        nearest: trust === "false" ? "off" : nearest(trust, ["system", "off"]),
      };

/** A name of the WHATWG encodings, which the platform can decode. */
export const charsetRule: TextRule = (charset) => {
  try {
    new TextDecoder(charset);
    return undefined;
  } catch {
    // TextDecoder tells an unknown name by throwing, in no other way.
    return { allowed: "a character set such as windows-1252, utf-8 or shift_jis", nearest: nearest(charset, charsets) };
  }
};

/** An address and port to listen on. */
export const listenRule: TextRule = (listen) => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(listen) ?? [];
  const isAddress = bracketed === undefined ? isIP(plain ?? "") === 4 || plain === "localhost" : isIP(bracketed) === 6;
  return isAddress && Number(port) <= 65535 ? undefined : { allowed: "an address and a port, such as 127.0.0.1:1883" };
};

/** Where to listen for syslog. */
export function syslogListenRefusal(listen: unknown): Refusal | undefined {
  const [, address] = typeof listen === "string" ? (/^(?:udp|tcp):\/\/(.+)$/.exec(listen) ?? []) : [];
  if (address !== undefined && listenRule(address) === undefined) return undefined;
  const allowed = "udp:// or tcp:// with an address and a port, such as udp://0.0.0.0:5514 or tcp://[::]:5514";
  const isBare = typeof listen === "string" && listenRule(listen) === undefined;
  return { allowed, nearest: isBare ? `udp://${listen}` : undefined };
}

/** A host as lines of syslog name it. */
export function hostNameRefusal(host: unknown): Refusal | undefined {
  return typeof host === "string" && /^\S{1,255}$/.test(host)
    ? undefined
    : { allowed: "a name without blanks, as the router's lines have it, such as gateway" };
}

/** A host as browsers name it, without a port. */
export function webHostRefusal(host: unknown): Refusal | undefined {
  return typeof host === "string" && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(host)
    ? undefined
    : { allowed: "a name as browsers ask for it, without port or path, such as knocks.example.org" };
}

/** An address, or a network in CIDR form. */
export function hostRefusal(host: unknown): Refusal | undefined {
  const [address = "", prefix, ...rest] = typeof host === "string" ? host.split("/") : [];
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0
    ? undefined
    : { allowed: "an address or a network, such as 192.168.1.10 or 192.168.1.0/24" };
}

/** A DNS server: its address, with or without a port. */
export function serverRefusal(server: unknown): Refusal | undefined {
  const written = typeof server === "string" ? server : "";
  const isAddress = isIP(written) !== 0;
  return isAddress || (listenRule(written) === undefined && !written.startsWith("localhost"))
    ? undefined
    : { allowed: "an address with or without a port, such as 192.168.1.1, 127.0.0.1:5353 or [fd00::1]:53" };
}

const charsets = ["utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "shift_jis", "euc-jp", "gbk", "big5", "euc-kr"];

function urlRefusal(
  url: string,
  protocols: readonly string[],
  allowed: string,
  scheme: string,
  meant?: string,
): Refusal | undefined {
  const parsed = URL.parse(url);
  if (parsed?.username || parsed?.password)
    return { allowed: "an address without a name or password: they have their own keys" };
  if (parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== "") return undefined;
  const isBareHost = /^[\w.-]+(:\d+)?$/.test(url) && url.includes(".");
  return { allowed, nearest: meant ?? (isBareHost ? scheme + url : undefined) };
}
