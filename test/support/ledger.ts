import assert from "node:assert/strict";
import { readJournal } from "../../src/journal/open.ts";
import type { JournalRecord } from "../../src/model/record.ts";
import { wireRecord } from "../../src/model/wire.ts";
import type { Receipt } from "./receipts.ts";

type EventRecord = Extract<JournalRecord, { kind: "event" }>;

/** The probes that a journal holds of one router, in order. */
export function journalledProbes(dataDir: string, router: string): readonly EventRecord[] {
  const journal = readJournal(dataDir);
  try {
    return [...journal.records({ routers: [router], kinds: new Set(["probe"]) })].filter(
      (record) => record.kind === "event",
    );
  } finally {
    journal.close();
  }
}

/** How many gaps a journal holds. */
export function journalledGaps(dataDir: string): number {
  const journal = readJournal(dataDir);
  try {
    return [...journal.records({ kinds: new Set(["gap"]) })].length;
  } finally {
    journal.close();
  }
}

/** A probe that arrived at the broker. */
export interface ArrivedProbe {
  readonly id: string;
  readonly payload: string;
}

/** The probes of a router among the receipts, as they came, repetitions too. */
export function arrivedProbes(receipts: readonly Receipt[], router: string): readonly ArrivedProbe[] {
  return receipts
    .filter(({ topic }) => topic.startsWith(`whos-knocking/${router}/probe/`))
    .map(({ payload }) => ({ id: String(JSON.parse(payload).id), payload }));
}

/** By how much a Barricade's time, our clock less an age, may be off. */
const timeToleranceMs = 1000;

/** Every probe that entered the log is journalled exactly once, in order, at its time; what is wrong is told with its place. */
export function assertTruthJournalled(truth: readonly string[], journalled: readonly EventRecord[]): void {
  for (const [place, line] of truth.entries()) {
    const probe = JSON.parse(line);
    const event = journalled[place]?.event;
    const entered = [probe.protocol, probe.source, probe.source_port, probe.port];
    const kept = [event?.protocol, event?.source, event?.sourcePort, event?.port];
    assert.deepEqual(kept, entered, `probe ${place + 1} of ${truth.length} is not the journal's ${place + 1}th`);
    const offMs = Math.abs((event?.timeMs ?? 0) - Date.parse(probe.time));
    assert.ok(offMs <= timeToleranceMs, `probe ${place + 1} is ${offMs} ms off`);
  }
  assert.equal(journalled.length, truth.length, "the journal holds more than entered the log");
}

/** Every journalled probe arrived at least once, first in the journal's order, and always with the same content under the same id. */
export function assertJournalArrived(journalled: readonly EventRecord[], arrived: readonly ArrivedProbe[]): void {
  const contents = new Map<string, string>();
  for (const { id, payload } of arrived) {
    assert.equal(payload, contents.get(id) ?? payload, `${id} arrived with two contents`);
    contents.set(id, payload);
  }
  const missing = journalled.filter(({ id }) => !contents.has(id)).map(({ id }) => id);
  assert.deepEqual(missing, [], "journalled and never arrived");
  assert.deepEqual(
    [...contents.keys()],
    journalled.map(({ id }) => id),
    "first arrivals are not in the journal's order, or something arrived that is not journalled",
  );
  for (const { router, id, event } of journalled) {
    // Labels are known beside the log; that they stay the same is seen above.
    const { service, hostname, domain, country, asn, network, ...told } = JSON.parse(contents.get(id) ?? "");
    assert.deepEqual(told, {
      event_type: "probe",
      ...JSON.parse(JSON.stringify(wireRecord(event, router, id))),
    });
  }
}
