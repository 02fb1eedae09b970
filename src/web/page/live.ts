import type { BridgeHealth } from "../../model/health.ts";
import type { ImportJob } from "../../model/import-job.ts";
import type { RouterReading } from "../../model/live.ts";
import type { RouterState, RouterSummary } from "../../model/summary.ts";
import type { Overview, RouterOverview } from "../../model/web.ts";
import type { LogRow } from "../../model/web-rows.ts";

/** How the line to the program is. */
interface Connection {
  readonly isOpen: boolean;
  /** When it was lost; absent while it is open, and before it ever was. */
  readonly lostAtMs: number | undefined;
}

/** What the program tells by itself. */
export interface Live {
  readonly connection: Connection;
  /** As it stands; absent before the first answer. */
  readonly overview: Overview | undefined;
  /** Imports that were told of since the page is open, by id. */
  readonly imports: ReadonlyMap<string, ImportJob>;
  /** Whether the set-up wrote a configuration that is not used yet. */
  readonly isRestartNeeded: boolean;
  /** Takes what was asked for at the start, or again after the connection was lost. */
  begin(overview: Overview): void;
}

export interface LiveListener {
  /** Something that is shown at once changed. */
  readonly onChange: () => void;
  /** There are new rows in the journal: figures, tables and lists may be others. */
  readonly onRows: () => void;
  readonly onProbes: (rows: readonly LogRow[]) => void;
  /** The program is another one than before: the page may be too. */
  readonly onRestart: (isOtherVersion: boolean) => void;
}

type OfRouter<T> = T & { readonly router: string };

/** Listens to the stream for as long as the page is open; EventSource itself comes back after a loss. */
export function listen(listener: LiveListener): Live {
  const live = {
    connection: { isOpen: false, lostAtMs: undefined } as Connection,
    overview: undefined as Overview | undefined,
    imports: new Map<string, ImportJob>(),
    isRestartNeeded: false,
    begin(overview: Overview) {
      live.overview = overview;
      listener.onChange();
    },
  };
  let run: string | undefined;
  let version: string | undefined;
  const source = new EventSource("api/v1/stream");

  function on<T>(name: string, take: (data: T) => void): void {
    source.addEventListener(name, ({ data }) => {
      take(JSON.parse(data));
      listener.onChange();
    });
  }
  function change(name: string, changes: Partial<RouterOverview>): void {
    if (live.overview === undefined) return;
    const routers = live.overview.routers.map((router) => (router.name === name ? { ...router, ...changes } : router));
    live.overview = { ...live.overview, routers };
  }

  source.addEventListener("open", () => {
    live.connection = { isOpen: true, lostAtMs: undefined };
    listener.onChange();
  });
  source.addEventListener("error", () => {
    live.connection = { isOpen: false, lostAtMs: live.connection.lostAtMs ?? Date.now() };
    listener.onChange();
  });
  on<{ run: string; version: string }>("hello", (hello) => {
    if (run !== undefined && run !== hello.run) listener.onRestart(version !== hello.version);
    ({ run, version } = hello);
  });
  on<OfRouter<RouterSummary>>("summary", ({ router, ...summary }) => {
    change(router, { summary });
    listener.onRows();
  });
  on<OfRouter<RouterState>>("state", ({ router, ...state }) => change(router, { state }));
  on<OfRouter<RouterReading>>("reading", ({ router, ...reading }) => change(router, { reading }));
  on<BridgeHealth>("health", (health) => {
    if (live.overview !== undefined) live.overview = { ...live.overview, health };
  });
  on<{ events: LogRow[] }>("probes", ({ events }) => {
    listener.onProbes(events);
    listener.onRows();
  });
  on("episode", () => listener.onRows());
  on<ImportJob>("import", (job) => {
    live.imports.set(job.id, job);
    if (job.state === "done") listener.onRows();
  });
  on("config", () => {
    live.isRestartNeeded = true;
  });
  on("gap", () => listener.onRows());
  return live;
}
