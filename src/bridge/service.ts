import type { Config } from "../config.ts";
import { openJournal } from "../journal/open.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import { within } from "../publish/within.ts";
import { createActions } from "./actions.ts";
import { createCapture } from "./captures.ts";
import { createCheck } from "./checks.ts";
import { listenForCommands } from "./commands.ts";
import { createControls } from "./controls.ts";
import { startEnriching } from "./enriching.ts";
import { openExports } from "./exports.ts";
import type { KeptPage } from "./kept-page.ts";
import { createLive } from "./live.ts";
import { openPublishing } from "./publishing.ts";
import { version } from "./release.ts";
import { type Bell, nextConfig, tellRefusal } from "./reload.ts";
import { createReporter } from "./reporter.ts";
import { openReports } from "./reports.ts";
import { listenForRequests } from "./requests.ts";
import { removeRuntime, writeRuntime } from "./runtime-file.ts";
import type { ConfigPlace } from "./set-up.ts";
import { openSources, type Sources } from "./sources.ts";
import { startStatistics } from "./statistics.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ServiceParts {
  readonly config: Config;
  readonly place: ConfigPlace;
  readonly log: Log;
  readonly pid: number;
  /** Resident memory of the process. */
  readonly memoryBytes: () => number;
  readonly now: () => number;
  readonly random: () => number;
  /** Has the configuration read again. */
  readonly bell: Bell;
  /** Why the configuration that was to take the place of this one could not be used. */
  readonly refused?: unknown;
  readonly keptPage: KeptPage;
  /** Told where broker and page are, once everything is set up and before the first passes. */
  readonly onStarted: (brokerUrl: string, pageUrl: string | undefined) => void;
}

const tellEveryMs = 60_000;
const retentionEveryMs = 6 * 3600_000;
const dayMs = 24 * 3600_000;
/** A pass or a report that does not hear that the program stops is left behind: nothing of it is kept. */
const interruptMs = 400;

/**
 * Bridges every configured router until `signal` says stop; what is journalled by then has up to two seconds to arrive.
 * Resolves to the configuration to go on with where it was asked to read that again, else to undefined.
 * @throws FatalError when the journal or the broker's address cannot be used at all
 */
export async function runService(parts: ServiceParts, signal: AbortSignal): Promise<Config | undefined> {
  const { config, log, now } = parts;
  await using stack = new AsyncDisposableStack();
  const stop = follow(signal, stack);
  const journal = stack.adopt(openJournal(config.data_dir), (opened) => opened.close());
  const enriching = await startEnriching({ config, journal, log, now }, stack);
  const { labels } = enriching;
  const publishing = await openPublishing({ ...parts, journal, labels }, stack);
  const { brokerUrl } = publishing;
  let pageUrl: string | undefined;
  const tellRuntime = () => writeRuntime(config.data_dir, { pid: parts.pid, broker_url: brokerUrl, page_url: pageUrl });
  tellRuntime();
  stack.defer(() => removeRuntime(config.data_dir));
  const controls = createControls({ config, store: journal.settings, log });
  const live = createLive();
  let sources: Sources | undefined;
  const receiving = () => sources?.receiving();
  const reporter = createReporter({ ...parts, ...publishing, journal, labels, controls, live, receiving, version });
  reporter.tellBridge();
  sources = await openSources({ ...parts, journal, publishing, reporter, controls, enriching, live });
  const { stop: stopSources, askAll, source } = sources;
  stack.defer(() => ended(stopSources(), stop));
  stack.defer(every(tellEveryMs, () => reporter.tellTime()));
  stack.defer(every(retentionEveryMs, () => expire(journal, config.retention.days, now())));
  const stopStatistics = startStatistics({ ...parts, journal });
  stack.defer(() => ended(stopStatistics(), stop));
  const reports = openReports({ config, journal, now });
  stack.defer(() => ended(reports.stop(), stop));
  const { rediscover } = publishing;
  const look = createCheck({ now, receiving });
  const actions = createActions({
    ...{ ...parts, controls, reporter, source, rediscover },
    ...{
      report: reports.make,
      export: openExports({ config, journal, now }),
      check: look,
      capture: createCapture(now),
    },
  });
  listenForCommands({ ...publishing, config, actions, log });
  listenForRequests({ ...publishing, actions });
  const onOpen = (url: string) => {
    pageUrl = url;
    tellRuntime();
  };
  if (config.web.enabled) {
    // A bridge without a page pays nothing for it.
    const { openPage } = await import("./page.ts");
    const takeUp = parts.bell.ring;
    await openPage({ ...parts, ...publishing, journal, reporter, live, actions, look, takeUp, onOpen }, stack);
  }
  parts.onStarted(brokerUrl, pageUrl);
  if (parts.refused !== undefined) tellRefusal(parts.refused, log, live);
  const end = Promise.race([untilAborted(stop).then(() => undefined), nextConfig({ ...parts, live })]);
  // A first pass that hangs holds up no end, and one that breaks is not waited for to be heard.
  return await Promise.race([end, Promise.all([end, askAll()]).then(([next]) => next)]);
}

/** A signal for this run of the bridge: whoever listens to it is forgotten with it. */
function follow(signal: AbortSignal, stack: AsyncDisposableStack): AbortSignal {
  const stop = new AbortController();
  const pass = (): void => stop.abort();
  if (signal.aborted) pass();
  signal.addEventListener("abort", pass);
  stack.defer(() => signal.removeEventListener("abort", pass));
  return stop.signal;
}

/** Waits until work has ended, for no two runs of the bridge may do the same at once; of a program that stops only for a moment. */
async function ended(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const isEnded = await Promise.race([work.then(() => true), untilAborted(stop).then(() => false)]);
  if (!isEnded) await within(interruptMs, work);
}

function expire(journal: JournalWriter, days: number, nowMs: number): void {
  if (days > 0) while (journal.expire(nowMs - days * dayMs) > 0);
}

/** Does something now and regularly; gives what ends it. */
function every(intervalMs: number, action: () => void): () => void {
  action();
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}
