import type { TestContext } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalReader, PassItem } from "../../src/model/journal.ts";
import type { Labels } from "../../src/model/labels.ts";
import type { RowFormat } from "../../src/worker/export/row-format.ts";
import { type ExportRequest, exportLines } from "../../src/worker/export-lines.ts";
import { passOf } from "./events.ts";
import { temporaryFolder } from "./folder.ts";
import { labelsOf } from "./labels.ts";

/** A journal that goes with the test, with what passes over routers brought. */
export function journalWith(t: TestContext, items: Readonly<Record<string, readonly PassItem[]>>): JournalReader {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  for (const [router, brought] of Object.entries(items)) journal.commit(passOf(brought, { router }));
  return journal;
}

/** The lines of an export of everything, where nothing else is asked for. */
export function linesOf(
  journal: JournalReader,
  format: RowFormat,
  { labels = labelsOf(), ...request }: Partial<ExportRequest> & { readonly labels?: Labels } = {},
): readonly string[] {
  const everything = { isAdmittedWanted: false, isGapsWanted: false, isOwnAddressMasked: false, format };
  return [...exportLines(journal, labels, { ...everything, ...request })];
}
