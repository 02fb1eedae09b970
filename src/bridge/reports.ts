import type { Config } from "../config.ts";
import { FatalError, RetryableError } from "../errors.ts";
import type { Actions, ReportWish } from "../model/actions.ts";
import type { JournalReader } from "../model/journal.ts";
import { type ReportFormat, reportFormats, reportRows } from "../model/report.ts";
import { reportAside } from "../tasks/report.ts";
import { chooseRouters, chooseWord, type Refuse, readPeriod } from "../tasks/wishes.ts";
import { contentOf } from "../worker/report-formats.ts";
import type { ReportJob } from "../worker/reporting-thread.ts";

export interface ReportsParts {
  readonly config: Config;
  /** Of it only the names of its routers are read here: the rest is the thread's. */
  readonly journal: Pick<JournalReader, "routers">;
  readonly now: () => number;
}

/** Makes the reports that are asked for, one after the other: the machine has other things to do. */
export interface Reports {
  readonly make: Actions["report"];
  /** Gives up the report that is being made and those that wait. */
  stop(): Promise<void>;
}

/** With the one that is being made. */
const mostWanted = 4;

export function openReports({ config, journal, now }: ReportsParts): Reports {
  const stopping = new AbortController();
  const timezones = new Map(config.routers.map(({ name, timezone }) => [name, timezone]));
  let wanted = 0;
  let turn: Promise<unknown> = Promise.resolve();

  return {
    async make(wish) {
      const job = jobOf(wish);
      if (wanted >= mostWanted) throw new RetryableError(`${wanted} reports are wanted already: ask again later`);
      wanted += 1;
      const written = turn.then(() => reportAside(job, stopping.signal));
      // The next one's turn comes also after one that could not be made.
      turn = written.then(leave, leave);
      return { format: job.format, bytes: await written };
    },
    async stop() {
      stopping.abort(new RetryableError("the report is not made any more: the bridge stops"));
      await turn;
    },
  };

  function leave(): void {
    wanted -= 1;
  }

  function jobOf(wish: ReportWish): ReportJob {
    const format: ReportFormat = chooseWord("format", wish.format ?? reportFormats[0], reportFormats, refuse);
    const request = {
      ...readPeriod(wish, now(), refuse),
      ...contentOf(format, topOf(wish)),
      ...{ routers: chooseRouters(wish.router, journal.routers(), refuse), timezones, detect: config.detect },
    };
    return { dataDir: config.data_dir, enrich: config.enrich, format, request };
  }
}

function topOf({ top }: ReportWish): number | undefined {
  if (top === undefined || (Number.isInteger(top) && top >= 1 && top <= reportRows.most)) return top;
  throw refuse("top", `${top}`, `a whole number from 1 to ${reportRows.most}`);
}

/** What was given is shown so short that an answer stays short. */
const refuse: Refuse = (key, given, allowed) =>
  new FatalError(`${key}: ${JSON.stringify(given.slice(0, 64))} – ${allowed}`);
