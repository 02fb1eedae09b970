import type { TemplateResult } from "lit-html";
import type { Info, Overview } from "../../model/web.ts";
import type { LogRow } from "../../model/web-rows.ts";
import type { Place } from "./address.ts";
import type { Session } from "./answers.ts";
import type { Live } from "./live.ts";
import type { Loaded } from "./store.ts";

/** All that a view is drawn from. */
export interface Context {
  readonly place: Place;
  readonly nowMs: number;
  readonly info: Info;
  readonly session: Session;
  readonly overview: Overview;
  readonly live: Live;
  /** The answer under an address of the API; see Store. */
  readonly read: <T>(url: string) => Loaded<T>;
  /** What came while the page was open, the newest first; not more than some hundreds. */
  readonly arrived: readonly LogRow[];
  /** Draws again, after a view changed something of its own. */
  readonly redraw: () => void;
  /** Asks for everything again, after something was done. */
  readonly refresh: () => void;
  /** Goes to another place: the address changes, and the way back leads here; `isStep: false` takes the place of this one. */
  readonly go: (hash: string, isStep?: boolean) => void;
}

/** One view: its name, and what it shows. */
export interface Page {
  readonly title: string;
  readonly body: TemplateResult;
}

export type View = (context: Context) => Page;
