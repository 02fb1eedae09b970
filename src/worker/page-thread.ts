import type { MessagePort } from "node:worker_threads";
import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import { readJournal } from "../journal/open.ts";
import type { PageQuery } from "../model/page-reader.ts";
import { createTables } from "../summary/tables.ts";
import { type PageReply, type PageRequest, packFailure } from "./messages.ts";
import type { PageContext, PageJob } from "./page/context.ts";
import { readEpisode, readEpisodes } from "./page/episodes.ts";
import { readEvents } from "./page/log.ts";
import { readGaps, readRate, readUsual, readWeek } from "./page/over-time.ts";
import { createRowTests } from "./page/row-tests.ts";
import { readSource } from "./page/source.ts";
import { readFigures, readTable } from "./page/tables.ts";

type Asking = Extract<PageRequest, { kind: "ask" }>;

/** A year of a busy line has some 300,000 sources; a flood must not stay in the memory. */
const rememberedKeys = 500_000;

/**
 * Answers questions about the journal until the port is closed, several at a time: a long one lets short ones by.
 * @throws FatalError when there is no journal
 */
export async function runPage(job: PageJob, port: MessagePort): Promise<void> {
  const journal = readJournal(job.dataDir);
  const labels = openLabels(journal.labels, await openCountries(job.enrich));
  const tables = createTables(journal, labels, rememberedKeys);
  const rowTests = createRowTests(labels, journal.counts.addressOf);
  const parts = { ...job, journal, labels, tables, rowTests };
  const asked = new Map<number, AbortController>();
  port.on("message", (message: PageRequest) => {
    if (message.kind === "cancel") asked.get(message.id)?.abort();
    else void reply(message);
  });
  port.on("close", () => journal.close());

  async function reply(asking: Asking): Promise<void> {
    const stop = new AbortController();
    asked.set(asking.id, stop);
    port.postMessage(await replyTo(asking, stop.signal));
    asked.delete(asking.id);
  }

  async function replyTo({ id, nowMs, question }: Asking, signal: AbortSignal): Promise<PageReply> {
    try {
      const answer = await answerTo({ ...parts, nowMs }, question, signal);
      return { kind: "answer", id, json: answer === undefined ? undefined : JSON.stringify(answer) };
    } catch (thrown) {
      return { kind: "failure", id, failure: packFailure(thrown) };
    }
  }
}

function answerTo(context: PageContext, { name, query }: PageQuery, signal: AbortSignal): unknown {
  switch (name) {
    case "usual":
      return readUsual(context, query);
    case "rate":
      return readRate(context, query);
    case "week":
      return readWeek(context, query);
    case "gaps":
      return readGaps(context, query);
    case "figures":
      return readFigures(context, query);
    case "table":
      return readTable(context, query);
    case "episodes":
      return readEpisodes(context, query);
    case "episode":
      return readEpisode(context, query, signal);
    case "source":
      return readSource(context, query, signal);
    case "events":
      return readEvents(context, query, signal);
  }
}
