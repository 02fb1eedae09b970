import { type Finding, isAtLeast, type Severity } from "../model/finding.ts";
import type { JournalReader } from "../model/journal.ts";

/** When a router is under attack. */
export interface AttackLevel {
  /** From which severity on an episode counts. */
  readonly severity: Severity;
  /** How long it must be calm until it is over: without that, attacks close to each other would switch it on and off. */
  readonly calmMs: number;
}

/** On while an episode is open that is bad enough and no news of long ago, and until none was seen for a while. */
export function isUnderAttack(journal: JournalReader, router: string, nowMs: number, level: AttackLevel): boolean {
  const isAttack = ({ severity, isLate }: Finding) => !isLate && isAtLeast(severity, level.severity);
  if (journal.openEpisodes(router, 1).some(({ finding }) => isAttack(finding))) return true;
  return journal.findingsSince(router, nowMs - level.calmMs).some(isAttack);
}
