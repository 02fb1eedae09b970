import type { FindingKind } from "../../../model/finding.ts";
import { kindNames } from "../words.ts";

/** Every kind of episode, in the order in which they are told. */
export const findingKinds: readonly FindingKind[] = Object.keys(kindNames).filter(
  (kind): kind is FindingKind => kind in kindNames,
);
