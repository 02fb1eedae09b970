import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { JournalWriter, PageMemory } from "../../src/model/journal.ts";
import { advanceTraffic, beginTraffic, type Probe } from "../../src/routers/simulator/traffic.ts";

export const routerName = "home";
export const timezone = "Europe/Berlin";
/** The moment up to which a journal is filled where nothing else is said. */
export const filledToMs = Date.parse("2026-12-01T00:00:00Z");

const yearMs = 365 * 86_400_000;
const yearlyAtRateOne = 323 * 365;
/** Probes a pass: as many as make the filling quick and leave it small in memory. */
const batch = 5000;

/** Fills the journal of a folder with traffic after the article, spread over the year before `endMs`; gives the number of probes. */
export function fillJournal(folder: string, probes: number, endMs = filledToMs): number {
  const journal = openJournal(folder);
  const fromMs = endMs - yearMs;
  let traffic = beginTraffic(1, fromMs, probes / yearlyAtRateOne);
  const stepMs = (batch * yearMs) / probes;
  let written = 0;
  for (let toMs = fromMs + stepMs; toMs - stepMs < endMs; toMs += stepMs) {
    const scrapedAtMs = Math.min(toMs, endMs);
    const advanced = advanceTraffic(traffic, scrapedAtMs);
    traffic = advanced.state;
    written += advanced.probes.length;
    commit(journal, scrapedAtMs, advanced.probes);
  }
  journal.close();
  return written;
}

/** The broker has everything: a bridge that starts on this journal has nothing to catch up with. */
export function markDelivered(folder: string): void {
  const journal = openJournal(folder);
  journal.moveCursor(routerName, Number(journal.lastId(routerName)?.split("-").at(-1) ?? 0));
  journal.close();
}

export function eventOf({ timeMs, source, sourcePort, protocol, port }: Probe): JournalEvent {
  return {
    timeMs,
    timeFrom: "age",
    class: "probe",
    action: "drop",
    direction: "in",
    protocol,
    source,
    sourcePort,
    port,
    count: 1,
    format: "smc-amit",
  };
}

function commit(journal: JournalWriter, scrapedAtMs: number, probes: readonly Probe[]): void {
  const page: PageMemory = { keys: [], lastWeight: 0, pageLength: 0, longestPage: 200, scrapedAtMs };
  journal.commit({
    router: routerName,
    timezone,
    scrapedAtMs,
    items: probes.map((probe) => ({ kind: "event", event: eventOf(probe) })),
    notes: {},
    rejects: {},
    page,
    isAmbiguous: false,
    checkpoints: {},
  });
}
