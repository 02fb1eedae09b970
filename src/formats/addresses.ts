import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { shortenIPv6 } from "./ipv6-text.ts";

/**
 * An address in the one form that everybody compares: IPv6 by RFC 5952, an IPv4 address inside an IPv6 one (RFC 4291, 2.5.5.2)
 * as IPv4, without a zone (`%eth0`). Undefined where the text is no address; brackets and ports are not part of one.
 */
export function readAddress(text: string): string | undefined {
  // The longest address has 45 characters, the longest name of a Linux interface 15.
  if (text.length > 61) return undefined;
  if (isPlainIPv4(text)) return text;
  const short = shortenIPv6(text);
  if (short !== undefined) return short;
  if (!isIPv6(text)) return undefined;
  const zone = text.indexOf("%");
  const address = ipaddr.IPv6.parse(zone === -1 ? text : text.slice(0, zone));
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** Four numbers up to 255 without leading zeros: what Node's isIPv4 takes, in a fraction of its time, for every line has two of them. */
export function isPlainIPv4(text: string): boolean {
  let dots = 0;
  let octet = none;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot) {
      if (octet === none) return false;
      dots += 1;
      octet = none;
    } else {
      if (octet === 0 || code < zero || code > nine) return false;
      octet = octet === none ? code - zero : octet * 10 + code - zero;
      if (octet > 255) return false;
    }
  }
  return dots === 3 && octet !== none;
}

const none = -1;
const dot = 46;
const zero = 48;
const nine = 57;

/** Whether the text is an address of which somebody has hidden a part: `101.85.*.*`, `192.0.2.x`, `xxx.xxx.xxx.xxx`. */
export function isMasked(text: string): boolean {
  return (
    text.length <= 45 &&
    (maskedIPv4.test(text) || ((text.includes("::") || maskedIPv6.test(text)) && hiddenGroup.test(text)))
  );
}

/** Whether one of the words of a text is such an address, also with a port behind it. */
export function hasMasked(text: string): boolean {
  return (
    hidingCharacter.test(text) &&
    text.split(wordEnd).some((word) => word.length > 2 && (isMasked(word) || isMasked(word.replace(portBehind, ""))))
  );
}

const hidingCharacter = /[x*#]/i;
const wordEnd = /[\s,;()[\]=]/;
const portBehind = /:\d{1,5}$/;
const maskedIPv4 = /^(?=.*[x*#])(?:\d{1,3}|[x*#]{1,3})(?:\.(?:\d{1,3}|[x*#]{1,3})){3}$/i;
const maskedIPv6 = /^(?:[0-9a-f]{0,4}|[x*#]{1,4})(?::(?:[0-9a-f]{0,4}|[x*#]{1,4})){2,7}$/i;
const hiddenGroup = /(?:^|:)[x*#]{1,4}(?:$|:)/i;
