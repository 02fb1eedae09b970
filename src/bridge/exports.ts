import type { Config } from "../config.ts";
import { FatalError, RetryableError } from "../errors.ts";
import type { Actions } from "../model/actions.ts";
import type { ExportWish } from "../model/export.ts";
import type { JournalReader } from "../model/journal.ts";
import { exportAside, vendorsOf } from "../tasks/export.ts";
import { chooseRouters, type Refuse, readPeriod } from "../tasks/wishes.ts";
import type { ExportJob } from "../worker/exporting-thread.ts";

export interface ExportsParts {
  readonly config: Config;
  /** Of it only the names of its routers are read here: the rest is the thread's. */
  readonly journal: Pick<JournalReader, "routers">;
  readonly now: () => number;
}

/** Each is a thread: so many at once. */
const mostAtOnce = 2;

/** Makes exports that somebody asks for; each ends with whoever takes it. */
export function openExports({ config, journal, now }: ExportsParts): Actions["export"] {
  let underWay = 0;
  return (wish, signal) => {
    const job = jobOf(wish);
    if (underWay >= mostAtOnce) throw new RetryableError(`${underWay} exports are under way already: ask again later`);
    return counted(exportAside(job, signal));
  };

  async function* counted(pieces: AsyncIterable<string>): AsyncGenerator<string> {
    underWay += 1;
    try {
      yield* pieces;
    } finally {
      underWay -= 1;
    }
  }

  function jobOf(wish: ExportWish): ExportJob {
    const { format, isAdmittedWanted, isGapsWanted, dshieldUserId } = wish;
    if (isAdmittedWanted && format === "dshield") throw new FatalError("admitted: DShield takes probes alone");
    if (isGapsWanted && (format === "ecs" || format === "dshield"))
      throw new FatalError(`gaps: ${format} has no form for gaps – with ndjson or csv`);
    const nowMs = now();
    const request = {
      ...readPeriod(wish, nowMs, refuse),
      routers: chooseRouters(wish.router, journal.routers(), refuse),
      ...{ isAdmittedWanted, isGapsWanted, isOwnAddressMasked: config.privacy.mask_own_address },
    };
    const vendors = vendorsOf(config.routers);
    return { dataDir: config.data_dir, enrich: config.enrich, format, vendors, dshieldUserId, nowMs, request };
  }
}

/** What was given is shown so short that an answer stays short. */
const refuse: Refuse = (key, given, allowed) =>
  new FatalError(`${key}: ${JSON.stringify(given.slice(0, 64))} – ${allowed}`);
