import { isIPv4 } from "node:net";
import { type DnsQuestion, type DnsRecord, dnsCodes, dnsTypes, encodeDnsName, encodeDnsText } from "./dns-message.ts";
import { createRandom, pickWeighted } from "./random.ts";

/** What a server says to a question. */
export interface ZoneAnswer {
  readonly code: number;
  readonly records: readonly DnsRecord[];
}

interface NameScheme {
  readonly weight: number;
  /** What stands in front of and behind the address in a host name; none: sources without a name. */
  readonly parts?: readonly [before: string, after: string];
}

/** As in the article two in five have no name and net is the commonest domain; all others are kept for documentation (RFC 2606). */
const schemes: readonly [NameScheme, ...NameScheme[]] = [
  { weight: 40 },
  { weight: 25, parts: ["host-", ".dyn.example.net"] },
  { weight: 12, parts: ["", ".dsl.example.com"] },
  { weight: 10, parts: ["cable-", ".west.example.net"] },
  { weight: 8, parts: ["pool-", ".example.org"] },
  { weight: 5, parts: ["static-", ".business.example.com"] },
];

/** Networks of a few make-believe providers, with numbers kept for documentation (RFC 5398). */
const firstAsn = 64_496;
const networks = [
  ...["EXAMPLE-DSL - Example Telephone", "EXAMPLE-CABLE - Example Cable", "EXAMPLE-MOBILE - Example Mobile"],
  ...["EXAMPLE-HOSTING - Example Hosting", "EXAMPLE-CLOUD - Example Cloud", "EXAMPLE-EDU - Example University"],
  ...["EXAMPLE-FIBER - Example Fiber", "EXAMPLE-TRANSIT - Example Transit"],
];

/** One in so many names leads somewhere else. */
const untrueNames = 10;

/**
 * Answers for the whole of IPv4 out of nothing but the address: names, their way back, and networks in the words of Team Cymru's
 * service. Nothing else exists.
 */
export function answerZone({ name, type }: DnsQuestion): ZoneAnswer {
  const records = recordsOf(name).filter((record) => record.type === type);
  return { code: recordsOf(name).length > 0 ? dnsCodes.noError : dnsCodes.noSuchName, records };
}

function recordsOf(name: string): readonly DnsRecord[] {
  const reversed = /^(\d+\.\d+\.\d+\.\d+)\.(in-addr\.arpa|origin\.asn\.cymru\.com)$/.exec(name);
  const address = reversed?.[1]?.split(".").reverse().join(".") ?? "";
  if (isIPv4(address)) return reversed?.[2] === "in-addr.arpa" ? nameRecords(address) : [text(originOf(address))];
  const asn = Number(/^as(\d+)\.asn\.cymru\.com$/.exec(name)?.[1]);
  const network = networks[asn - firstAsn];
  if (network !== undefined) return [text(`${asn} | ZZ | other | 2003-07-01 | ${network}, ZZ`)];
  const named = /(\d+-\d+-\d+-\d+)/.exec(name)?.[1]?.replaceAll("-", ".") ?? "";
  return isIPv4(named) && hostNameOf(named) === name ? forwardRecords(named) : [];
}

function nameRecords(address: string): readonly DnsRecord[] {
  const name = hostNameOf(address);
  return name === undefined ? [] : [{ type: dnsTypes.ptr, data: encodeDnsName(name) }];
}

function forwardRecords(address: string): readonly DnsRecord[] {
  const octets = octetsOf(address);
  const isUntrue = numberOf(address) % untrueNames === 0;
  return [{ type: dnsTypes.a, data: Uint8Array.from(isUntrue ? octets.toReversed() : octets) }];
}

function hostNameOf(address: string): string | undefined {
  const { parts } = pickWeighted(createRandom(numberOf(address)), schemes);
  return parts === undefined ? undefined : parts[0] + address.replaceAll(".", "-") + parts[1];
}

/** Each eighth of the address space belongs to one of them. */
function originOf(address: string): string {
  const [first = 0] = octetsOf(address);
  return `${firstAsn + (first % networks.length)} | ${first}.0.0.0/8 | ZZ | other | 2003-07-01`;
}

function text(written: string): DnsRecord {
  return { type: dnsTypes.txt, data: encodeDnsText(written) };
}

function octetsOf(address: string): readonly number[] {
  return address.split(".").map(Number);
}

function numberOf(address: string): number {
  return octetsOf(address).reduce((value, octet) => value * 256 + octet, 0);
}
