import type { TestContext } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Gap } from "../../src/model/gap.ts";
import type { JournalWriter, PassItem } from "../../src/model/journal.ts";
import type { PageJob } from "../../src/worker/page/context.ts";
import { eventItems, passOf, probe } from "./events.ts";
import { temporaryFolder } from "./folder.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** A Tuesday; the pass that brought the last rows. */
export const nowMs = Date.parse("2026-12-01T12:00:00Z");
export const agoMs = (hours: number): number => nowMs - hours * hourMs;

/** The job of a reader of a folder. */
export function pageJob(dataDir: string, changes: Partial<PageJob> = {}): PageJob {
  return {
    dataDir,
    enrich: { country: { enabled: true, file: "" } },
    timezones: new Map([["home", "UTC"]]),
    isOwnAddressMasked: false,
    ...changes,
  };
}

/** A journal in a folder of its own; what `fill` writes is there for readers when it returns. */
export function filledJournal(t: TestContext, fill: (journal: JournalWriter) => void): string {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  fill(journal);
  journal.close();
  return folder;
}

/** Writes items as the pass of now. */
export function commitNow(journal: JournalWriter, items: readonly PassItem[], router = "home"): void {
  journal.commit(passOf(items, { router, scrapedAtMs: nowMs, heardFromMs: agoMs(20 * 24) }));
}

/** What a hostile router, or whoever knocks, may have made it write. */
export const hostile = {
  rule: '<script>alert(1)</script>\u202e"\\\u0000 </pre>',
  interface: "eth0\r\nSet-Cookie: a=b",
};

/** The sources of the journal below. */
export const scanner = "203.0.113.9";
export const visitor = "198.51.100.20";
export const sixth = "2001:db8::7";

const burst: Finding = {
  ...{ kind: "burst", state: "started", severity: "low", episodeKey: `${scanner} 23`, sources: [scanner], ports: [23] },
  ...{ protocol: "tcp", count: 3, firstSeenMs: agoMs(2), lastSeenMs: agoMs(2) + 4000, isLate: false },
};
const letIn: Finding = {
  ...{ kind: "let_in", state: "started", severity: "high", episodeKey: visitor, sources: [visitor], ports: [443] },
  ...{ protocol: "tcp", count: 1, firstSeenMs: agoMs(1), lastSeenMs: agoMs(1), isLate: false },
};
const gap: Gap = {
  ...{ fromMs: agoMs(5), toMs: agoMs(4), entries: 9, probesEstimate: 7, isExact: true, cause: "overrun" },
  isFilled: false,
};

/**
 * Twenty days: a probe of `visitor` on tcp/445 each day at noon; two hours ago a burst of `scanner` on tcp/23, which ended, with hostile
 * text; an hour ago one of IPv6 with two packets, and `visitor` was let in, which goes on; a gap.
 */
export function fillTwentyDays(journal: JournalWriter): void {
  const daily = Array.from({ length: 20 }, (_, day) => probe(agoMs((20 - day) * 24), { source: visitor }));
  const knocks = [0, 2000, 4000].map((afterMs) =>
    probe(agoMs(2) + afterMs, { source: scanner, port: 23, destination: "192.0.2.1", ...hostile, tcpFlags: ["syn"] }),
  );
  const others: readonly JournalEvent[] = [
    probe(agoMs(1) - 1000, { source: sixth, protocol: "udp", port: 137, count: 2 }),
    { ...probe(agoMs(1), { source: visitor, port: 443, action: "accept" }), class: "admitted" },
    { ...probe(agoMs(1), { source: "203.0.113.80", port: 50_000 }), class: "reply" },
  ];
  commitNow(journal, [
    ...eventItems([...daily, ...knocks]),
    { kind: "finding", finding: burst },
    { kind: "finding", finding: { ...burst, state: "ended" } },
    ...eventItems(others),
    { kind: "finding", finding: letIn },
    { kind: "gap", gap },
  ]);
  const known = { foundMs: nowMs, dueMs: nowMs + dayMs };
  const name = { hostname: "scan-9.example.org", isForwardConfirmed: true, domain: "example.org", tld: "org" };
  journal.labels.keep([
    { address: scanner, kind: "name", labels: name, ...known },
    { address: scanner, kind: "country", labels: { country: "MX" }, ...known },
    { address: scanner, kind: "network", labels: { asn: 64_496, network: "EXAMPLE-NET" }, ...known },
  ]);
}
