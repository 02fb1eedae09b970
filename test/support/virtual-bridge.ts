import { createControls } from "../../src/bridge/controls.ts";
import { startEnriching } from "../../src/bridge/enriching.ts";
import { createLive } from "../../src/bridge/live.ts";
import { openPublishing } from "../../src/bridge/publishing.ts";
import { createReporter } from "../../src/bridge/reporter.ts";
import { openSources } from "../../src/bridge/sources.ts";
import type { Config } from "../../src/config.ts";
import { openJournal } from "../../src/journal/open.ts";
import { recordedLog } from "./log.ts";

/** A bridge whose time is told by the test: the parts of the real one, without its timers. */
export interface VirtualBridge {
  /** One pass of every router. */
  pass(): Promise<void>;
  /** What the real one does every minute. */
  minute(): void;
  /** Resolves when the broker has everything. */
  caughtUp(): Promise<void>;
  readonly lines: readonly string[];
}

/** Opens one in this process; the stack closes it. */
export async function openVirtualBridge(
  config: Config,
  now: () => number,
  stack: AsyncDisposableStack,
): Promise<VirtualBridge> {
  const { log, lines } = recordedLog();
  const journal = stack.adopt(openJournal(config.data_dir), (opened) => opened.close());
  const parts = { config, log, now, random: () => 0, journal, memoryBytes: () => 0, version: "0.1.0" };
  const enriching = await startEnriching(parts, stack);
  const { labels } = enriching;
  const publishing = await openPublishing({ ...parts, labels }, stack);
  const live = createLive();
  const controls = createControls({ ...parts, store: journal.settings });
  const reporter = createReporter({ ...parts, ...publishing, labels, controls, live, receiving: () => undefined });
  reporter.tellBridge();
  const sources = await openSources({ ...parts, publishing, reporter, controls, enriching, live });
  stack.defer(() => sources.stop());
  const { link, delivery } = publishing;
  return {
    pass: sources.askAll,
    minute: reporter.tellTime,
    caughtUp: async () => {
      await delivery.drain(10_000);
      while (link.status().unacknowledged > 0) await link.room();
    },
    lines,
  };
}
