import type { BridgeHealth } from "../../model/health.ts";
import type { ImportJob } from "../../model/import-job.ts";
import type { ConfigNews, RouterReading } from "../../model/live.ts";
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
  /** What became of a configuration that was read again; absent where none was since the program began. */
  readonly config: ConfigNews | undefined;
  /** When the program came back with a new configuration. */
  readonly takenUpAtMs: number | undefined;
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

/** What every line to the program begins with. */
interface Hello {
  readonly version: string;
  readonly run: string;
}

type OfRouter<T> = T & { readonly router: string };

/** Listens to the program for as long as the page is open. */
export function listen(listener: LiveListener): Live {
  const live = {
    connection: { isOpen: false, lostAtMs: undefined } as Connection,
    overview: undefined as Overview | undefined,
    imports: new Map<string, ImportJob>(),
    config: undefined as ConfigNews | undefined,
    takenUpAtMs: undefined as number | undefined,
    begin(overview: Overview) {
      live.overview = overview;
      listener.onChange();
    },
  };
  let known: Hello | undefined;

  /** Another run of the program begins with nothing told. */
  function meet(hello: Hello): void {
    if (known !== undefined && known.version !== hello.version) listener.onOtherVersion();
    if (known !== undefined && known.run !== hello.run) {
      if (live.config?.state === "taken_up") live.takenUpAtMs = Date.now();
      live.config = undefined;
    }
    known = hello;
  }

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
      hello: taker(meet),
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
      config: taker<ConfigNews>((news) => {
        live.config = news;
      }),
    },
  });
  return live;
}
