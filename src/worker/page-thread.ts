import type { MessagePort } from "node:worker_threads";
import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import { RetryableError } from "../errors.ts";
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
  port.on("message", async (request: PageRequest) => port.postMessage(await replyTo(request)));
  port.on("close", () => journal.close());

  async function replyTo({ id, nowMs, question, isLeft }: PageRequest): Promise<PageReply> {
    const requireWanted = (): void => {
      if (Atomics.load(isLeft, 0) !== 0) throw new RetryableError("nobody waits for this any more");
    };
    try {
      requireWanted();
      const answer = await answerTo({ ...parts, nowMs, requireWanted }, question);
      return { kind: "answer", id, json: answer === undefined ? undefined : JSON.stringify(answer) };
    } catch (thrown) {
      return { kind: "failure", id, failure: packFailure(thrown) };
    }
  }
}

function answerTo(context: PageContext, { name, query }: PageQuery): unknown {
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
      return readEpisode(context, query);
    case "source":
      return readSource(context, query);
    case "events":
      return readEvents(context, query);
  }
}
