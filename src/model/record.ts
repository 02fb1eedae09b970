import type { JournalEvent } from "./event.ts";
import type { Finding } from "./finding.ts";
import type { Gap } from "./gap.ts";

interface Numbered {
  readonly router: string;
  readonly sequence: number;
  /** `<router>-<incarnation>-<sequence>`: never given twice. */
  readonly id: string;
}

/** A row of the journal as it is delivered and exported. */
export type JournalRecord =
  | (Numbered & { readonly kind: "event"; readonly event: JournalEvent })
  | (Numbered & { readonly kind: "finding"; readonly finding: Finding; readonly episodeId: string })
  | (Numbered & { readonly kind: "gap"; readonly gap: Gap });

/** A single row: a probe or an admitted event. */
export type EventRecord = Extract<JournalRecord, { kind: "event" }>;

/** What was told of an episode at a time. */
export type FindingRecord = Extract<JournalRecord, { kind: "finding" }>;
