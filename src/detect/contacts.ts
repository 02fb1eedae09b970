import type { JournalEvent } from "../model/event.ts";

/** The first time that a source touched a door, and what it sent there since. */
export interface Contact {
  readonly protocol: string | undefined;
  readonly port: number;
  readonly isAdmitted: boolean;
  readonly timeMs: number;
  readonly weight: number;
}

/**
 * The contacts of one source, oldest first, as three numbers each: door, time, weight. Nearly all of tens of thousands of sources have
 * one, so objects would be most of what the detectors remember.
 */
export type Contacts = readonly number[];

/** Protocols that have ports (IANA); the place in this list is part of a door's number. */
const protocols = [undefined, "tcp", "udp", "sctp", "dccp", "udplite"];
const portCount = 65_536;
const admittedFrom = portCount * (protocols.length + 1);
const fields = 3;
/** Of more than this the oldest are forgotten; any threshold is far below. */
const contactsAtMost = 64;

/** The contacts with this event: a new one, or more weight for the one of its door. */
export function meet(contacts: Contacts, event: JournalEvent, weight: number): Contacts {
  const door = numberOf(event);
  const at = placeOf(contacts, door);
  if (at === -1) return [...contacts, door, event.timeMs, weight].slice(-fields * contactsAtMost);
  return contacts.with(at + 2, (contacts[at + 2] ?? 0) + weight);
}

/** Whether the door of an event is among them. */
export function isKnown(contacts: Contacts, event: JournalEvent): boolean {
  return placeOf(contacts, numberOf(event)) !== -1;
}

/** Those since a time; the same list where that is all of them. */
export function forgetBefore(contacts: Contacts, sinceMs: number): Contacts {
  let kept = contacts;
  while (kept.length > 0 && (kept[1] ?? 0) < sinceMs) kept = kept.slice(fields);
  return kept;
}

/** When the last of them was made. */
export function lastContactMs(contacts: Contacts): number {
  return contacts.at(1 - fields) ?? 0;
}

/** Them as objects. */
export function contactsOf(contacts: Contacts): readonly Contact[] {
  return Array.from({ length: contacts.length / fields }, (_, index) => {
    const [number = 0, timeMs = 0, weight = 0] = contacts.slice(index * fields, (index + 1) * fields);
    const door = number % admittedFrom;
    return {
      protocol: protocols[Math.floor(door / portCount)],
      port: door % portCount,
      isAdmitted: number >= admittedFrom,
      ...{ timeMs, weight },
    };
  });
}

function numberOf({ protocol, port = 0, class: eventClass }: JournalEvent): number {
  const place = protocols.indexOf(protocol);
  const door = (place === -1 ? protocols.length : place) * portCount + port;
  return door + (eventClass === "admitted" ? admittedFrom : 0);
}

function placeOf(contacts: Contacts, door: number): number {
  for (let at = 0; at < contacts.length; at += fields) if (contacts[at] === door) return at;
  return -1;
}
