import type { BridgeHealth } from "../../model/health.ts";
import type { ImportJob } from "../../model/import-job.ts";
import type { RouterReading } from "../../model/live.ts";
import type { RouterState, RouterSummary } from "../../model/summary.ts";
import type { Overview, RouterOverview } from "../../model/web.ts";
import type { LogRow } from "../../model/web-rows.ts";
import { keepLine } from "./line.ts";

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
  /** The line is back after a loss: everything may have changed. */
  readonly onReturn: () => void;
  /** Somebody answers, but not with news: perhaps a password is wanted. */
  readonly onRefused: () => void;
  /** The program is of another version than before: so is the page. */
  readonly onOtherVersion: () => void;
}

type OfRouter<T> = T & { readonly router: string };

/** Listens to the program for as long as the page is open. */
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
  let version: string | undefined;

  function change(name: string, changes: Partial<RouterOverview>): void {
    if (live.overview === undefined) return;
    const routers = live.overview.routers.map((router) => (router.name === name ? { ...router, ...changes } : router));
    live.overview = { ...live.overview, routers };
  }

  /** Has something taken in, and drawn. */
  function taker<T>(take: (data: T) => void): (data: string) => void {
    return (data) => {
      take(JSON.parse(data));
      listener.onChange();
    };
  }

  keepLine("api/v1/stream", {
    onOpen() {
      const wasLost = live.connection.lostAtMs !== undefined;
      live.connection = { isOpen: true, lostAtMs: undefined };
      listener.onChange();
      if (wasLost) listener.onReturn();
    },
    onLoss(isRefused) {
      live.connection = { isOpen: false, lostAtMs: live.connection.lostAtMs ?? Date.now() };
      listener.onChange();
      if (isRefused) listener.onRefused();
    },
    takers: {
      hello: taker<{ version: string }>((hello) => {
        if (version !== undefined && version !== hello.version) listener.onOtherVersion();
        version = hello.version;
      }),
      summary: taker<OfRouter<RouterSummary>>(({ router, ...summary }) => {
        change(router, { summary });
        listener.onRows();
      }),
      state: taker<OfRouter<RouterState>>(({ router, ...state }) => change(router, { state })),
      reading: taker<OfRouter<RouterReading>>(({ router, ...reading }) => change(router, { reading })),
      health: taker<BridgeHealth>((health) => {
        if (live.overview !== undefined) live.overview = { ...live.overview, health };
      }),
      probes: taker<{ events: readonly LogRow[] }>(({ events }) => {
        listener.onProbes(events);
        listener.onRows();
      }),
      episode: taker(listener.onRows),
      gap: taker(listener.onRows),
      import: taker<ImportJob>((job) => {
        live.imports.set(job.id, job);
        if (job.state === "done") listener.onRows();
      }),
      config: taker(() => {
        live.isRestartNeeded = true;
      }),
    },
  });
  return live;
}
