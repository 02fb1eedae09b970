import { classify, hostList } from "../../../src/classify.ts";
import { readAddress } from "../../../src/formats/addresses.ts";
import { trimLine } from "../../../src/formats/line-end.ts";
import type { ReadLine } from "../../../src/formats/reader.ts";
import type { LogEvent } from "../../../src/model/event.ts";

const context = { knownHosts: hostList(["192.0.2.200", "2001:db8:5::/48"]), countUnknown: true };

/** What is wrong with a reading, whatever line it is of; nothing where every value lies in its domain. */
export function faultsOf(read: ReadLine | undefined, line: string): readonly string[] {
  if (read === undefined) return trimLine(line) === "" ? [] : ["no reading of a line that is not blank"];
  const { reading } = read;
  if (reading.kind === "note") return word.test(reading.note) ? [] : [`note: ${reading.note}`];
  if (reading.kind === "reject")
    return /^[A-Za-z0-9 ]{4,60}$/.test(reading.reason) ? [] : [`reason: ${reading.reason}`];
  const { event } = reading;
  const unknown = Object.keys(event).filter((key) => !Object.hasOwn(domains, key));
  const wrong = Object.entries(domains).filter(([key, isOf]) => !isOf(event[key as keyof LogEvent]));
  const eventClass = classify(event, context);
  return [
    ...unknown.map((key) => `a key that no event has: ${key}`),
    ...wrong.map(([key]) => `${key}: ${JSON.stringify(event[key as keyof LogEvent])}`),
    ...(eventClass === undefined || classes.includes(eventClass) ? [] : [`class: ${eventClass}`]),
  ];
}

type Domain = (value: unknown) => boolean;

const word = /^[a-z][a-z0-9_]{1,40}$/;
const classes = ["own", "chatter", "backscatter", "reply", "admitted", "probe"];
const flags = ["syn", "ack", "fin", "rst", "psh", "urg", "ece", "cwr"];

/** Every key of an event. */
const domains: Readonly<Record<keyof LogEvent, Domain>> = {
  timeMs: optional((value) => Number.isFinite(value) && Math.abs(Number(value)) < 8.64e15),
  action: oneOf("drop", "reject", "accept", "unknown"),
  direction: oneOf("in", "out", "local", "unknown"),
  protocol: optional((value) => /^[a-z0-9][a-z0-9 ._+/-]{0,31}$/.test(String(value))),
  source: optional(isAddress),
  destination: optional(isAddress),
  sourcePort: optional((value) => isIntegerUpTo(value, 65_535)),
  port: optional((value) => isIntegerUpTo(value, 65_535)),
  icmpType: optional((value) => isIntegerUpTo(value, 255)),
  icmpCode: optional((value) => isIntegerUpTo(value, 255)),
  tcpFlags: optional(
    (value) => Array.isArray(value) && flags.filter((flag) => value.includes(flag)).join() === value.join(),
  ),
  namedScan: optional(oneOf("syn", "syn_ack", "ack", "fin", "rst", "other")),
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  interface: optional(isName),
  rule: optional(isName),
  format: (value) => /^[a-z0-9-]{3,20}$/.test(String(value)),
  isObservation: optional((value) => value === true),
};

function optional(isOf: Domain): Domain {
  return (value) => value === undefined || isOf(value);
}

function oneOf(...words: readonly string[]): Domain {
  return (value) => words.includes(String(value));
}

function isIntegerUpTo(value: unknown, highest: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= highest;
}

/** In the one form in which addresses are compared. */
function isAddress(value: unknown): boolean {
  return typeof value === "string" && readAddress(value) === value;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= 128;
}
