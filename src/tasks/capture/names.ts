import { isIP } from "node:net";
import { loadDomains } from "../../enrich/domains.ts";
import { readEnvelope } from "../../formats/envelope.ts";
import { selectTexts } from "../../routers/html/select.ts";
import { scriptTokens } from "../../routers/html/tokens.ts";
import { visibleText } from "../../routers/html.ts";
import { readJson } from "../../routers/http/json.ts";
import type { Exchange } from "../../routers/http/recording.ts";

/**
 * Names of computers, people, networks and sites in the texts of a reading: behind labels that announce them, in the words of DHCP, in front of
 * log lines, and whatever is a name of the Internet or an address of mail.
 */
export async function namesIn(exchanges: readonly Exchange[]): Promise<readonly string[]> {
  const findDomain = await loadDomains();
  const texts = exchanges.flatMap(({ body, request }) => [...textsOf(body), request.body ?? ""]);
  const found = texts.flatMap((text) => [
    ...labelled.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")),
    ...[...text.matchAll(mail)].map(([name]) => name),
    ...[...text.matchAll(domain)].map(([name]) => name).filter((name) => isOfInternet(name, findDomain)),
    ...text.split(/\r\n|\n|\r/, mostLines).map((line) => readEnvelope(line).host ?? ""),
  ]);
  return [...new Set(found.map((name) => name.trim()))].filter(isSomebodys);
}

/** More lines than a page of a log has. */
const mostLines = 20_000;

const label =
  "(?:host ?-?name|device ?-?name|computer ?-?name|client ?-?name|host|ssid|essid|serial(?: ?-?(?:number|no\\.?))?|s/n|user ?-?name|user|login|owner|domain|model ?-?name)";
const labelled: readonly RegExp[] = [
  new RegExp(`\\b${label}["']?\\s*[:=\\t]\\s*["']?([\\w][\\w .-]{1,62}?)["']?(?=[\\t\\r\\n",;)&\\]]|$)`, "gi"),
  /\bDHCP:\w+\(([^)\s]{2,63})\)/g,
  // The name that a computer gave itself, behind the address that it got (dnsmasq).
  /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}[ ,]+([A-Za-z][\w-]{1,62})[ \t]*$/gim,
  /\b(?:user|administrator|benutzers?) ["'(]?([\w.@-]{2,62})/gi,
];
const mail = /\b[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
const domain = /(?<![\w.@-])(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![\w.-])/g;
/** What syslog writes in front of its lines, and files that a router may have: both look like names of the Internet. */
const noDomain =
  /^(?:kern|user|mail|daemon|auth|authpriv|syslog|lpr|news|uucp|cron|ftp|local\d)\.|\.(?:do|py|sh|pl|md|rs|ps|zip|mov|id|name|info)$/i;

function isOfInternet(name: string, findDomain: Awaited<ReturnType<typeof loadDomains>>): boolean {
  return !noDomain.test(name) && findDomain(name.toLowerCase()).tld !== undefined;
}

/** Words that name nobody: what every page says, and what everybody's router is called. */
const everybodys = new Set(
  (
    "admin administrator root user guest operator login logout name unknown none null true false yes no on off enabled disabled lan wan wlan local localhost internet " +
    "router gateway modem firewall openwrt pfsense opnsense dd-wrt tomato asus netgear linksys smc d-link zyxel fritzbox kernel system dhcp ppp ppp0 eth0 br0 " +
    "success successful failed failure from to at by is was and in out the password logged interface address port"
  ).split(" "),
);

/** Whether a name is one that tells of somebody. */
export function isSomebodys(name: string): boolean {
  return name.length >= 2 && /[A-Za-z]/.test(name) && isIP(name) === 0 && !everybodys.has(name.toLowerCase());
}

/** What a person would read of an answer, and the texts that only its scripts, fields and JSON hold. */
function textsOf(body: string): readonly string[] {
  const answer = readJson(body);
  if (answer.kind === "json") return stringsIn(answer.value, "");
  if (!/<\w/.test(body)) return [body];
  const scripts = scriptTokens(body).flatMap((token) => (token.kind === "text" ? [token.text] : []));
  return [visibleText(body), ...selectTexts(body, "textarea, pre, input, tr"), ...scripts];
}

/** Each with its key in front, as a label. */
function stringsIn(value: unknown, key: string): readonly string[] {
  if (typeof value === "string") return [value, ...(key === "" ? [] : [`${key}: ${value}`])];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => stringsIn(part, Array.isArray(value) ? key : name));
}
