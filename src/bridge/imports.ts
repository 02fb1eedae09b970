import { randomUUID } from "node:crypto";
import { nearestHint } from "../config/nearest.ts";
import { zoneRule } from "../config/zone.ts";
import type { Config } from "../config.ts";
import { describeError, FatalError, RetryableError } from "../errors.ts";
import { formats } from "../formats/index.ts";
import type { Log } from "../log.ts";
import type { ImportJob, Imports, ImportWish } from "../model/import-job.ts";
import type { RouterSettings } from "../model/router.ts";
import { type ImportRequest, importLogs } from "../tasks/import.ts";
import { summaryOf } from "./import-summary.ts";
import type { Live } from "./live.ts";
import { openUploadFolder, type UploadedFile } from "./upload-file.ts";

export interface ImportsParts {
  readonly config: Config;
  readonly log: Log;
  readonly live: Live;
  readonly now: () => number;
}

/** Imports by upload, until stopped. */
export interface ImportQueue extends Imports {
  stop(): Promise<void>;
}

/** What is remembered of this run. */
const mostJobs = 20;
const mostWaiting = 4;
const tellEveryMs = 500;
const dayMs = 86_400_000;
/** While a batch is written the bridge cannot write: with so few rows it waits some hundredths of a second. */
const batchRows = 2048;

interface Running {
  job: ImportJob;
  readonly stop: AbortController;
}

/** Brings in what is uploaded, one file after the other: each takes two threads. */
export function openImports({ config, log, live, now }: ImportsParts): ImportQueue {
  const mostBytes = config.web.max_upload_mb * 1_000_000;
  const folder = openUploadFolder(config.data_dir, mostBytes);
  const imports: Running[] = [];
  let coming = 0;
  let turn: Promise<unknown> = Promise.resolve();

  return {
    mostBytes,
    async begin(wish, content) {
      const router = routerNamed(config, wish.router);
      requireSound(wish);
      const waiting = imports.filter(({ job }) => job.state === "waiting").length + coming;
      if (waiting >= mostWaiting) throw new RetryableError(`${waiting} files wait already: come back later`);
      coming += 1;
      const file = await folder.receive(content, wish.dateMs).finally(() => {
        coming -= 1;
      });
      const { bytes } = file;
      const running: Running = {
        job: {
          id: randomUUID(),
          router: router.name,
          name: wish.name,
          state: "waiting",
          bytes,
          bytes_done: 0,
          lines: 0,
        },
        stop: new AbortController(),
      };
      imports.unshift(running);
      imports.splice(mostJobs);
      turn = turn.then(() => run(running, wish, router, file));
      change(running, {});
      return running.job;
    },
    list: () => imports.map(({ job }) => job),
    find: (id) => imports.find(({ job }) => job.id === id)?.job,
    cancel(id) {
      const running = imports.find(({ job }) => job.id === id);
      running?.stop.abort();
      return running !== undefined;
    },
    async stop() {
      for (const { stop } of imports) stop.abort();
      await turn;
      folder.clear();
    },
  };

  function change(running: Running, changes: Partial<ImportJob>): void {
    running.job = { ...running.job, ...changes };
    live.tell({ event: "import", data: running.job });
  }

  /** The one catch of an import. */
  async function run(running: Running, wish: ImportWish, router: RouterSettings, file: UploadedFile): Promise<void> {
    const { name } = wish;
    try {
      running.stop.signal.throwIfAborted();
      change(running, { state: "running" });
      let toldMs = 0;
      const request = requestOf(config, wish, router, file.path, now());
      const result = await importLogs(
        request,
        ({ bytes, lines }) => {
          if (now() - toldMs < tellEveryMs) return;
          toldMs = now();
          change(running, { bytes_done: bytes, lines });
        },
        running.stop.signal,
      );
      const summary = summaryOf(result, request.logs.timezone, (words) => words.replaceAll(file.path, name));
      const { lines } = summary;
      change(running, { state: "done", bytes_done: file.bytes, lines, result: summary });
      log.info(router.name, `${name}: ${summary.probes} new probes imported from ${lines} lines`);
    } catch (thrown) {
      if (running.stop.signal.aborted) change(running, { state: "cancelled" });
      else {
        const problem = describeError(thrown).replaceAll(file.path, name);
        change(running, { state: "failed", problem });
        log.warn(router.name, `${name} could not be imported: ${problem}`);
      }
    } finally {
      await file.remove();
    }
  }
}

function requestOf(
  { data_dir: dataDir, retention: { days } }: Config,
  { format = "auto", year, timezone, isSnapshots = false }: ImportWish,
  router: RouterSettings,
  path: string,
  nowMs: number,
): ImportRequest {
  return {
    logs: {
      ...{ files: [path], format, timezone: timezone ?? router.timezone, nowMs, year, isSnapshots },
      ...{ knownHosts: router.known_hosts, countUnknown: router.count_unknown },
    },
    journal: {
      ...{ dataDir, router: router.name, timezone: router.timezone, batchRows },
      keptSinceMs: days > 0 ? nowMs - days * dayMs : Number.NEGATIVE_INFINITY,
    },
  };
}

function routerNamed({ routers }: Config, name: string): RouterSettings {
  const router = routers.find((candidate) => candidate.name === name);
  if (router !== undefined) return router;
  throw new FatalError(`router: ${JSON.stringify(name)} – one of ${routers.map((known) => known.name).join(", ")}`);
}

/** @throws FatalError for a format or a zone that there is not */
function requireSound({ format = "auto", timezone }: ImportWish): void {
  const ids = ["auto", ...formats.map(({ id }) => id)];
  if (!ids.includes(format))
    throw new FatalError(`format: ${JSON.stringify(format)} – one of ${ids.join(", ")}${nearestHint(format, ids)}`);
  const refusal = timezone === undefined ? undefined : zoneRule(timezone);
  if (refusal !== undefined) throw new FatalError(`timezone: ${JSON.stringify(timezone)} – ${refusal.allowed}`);
}
