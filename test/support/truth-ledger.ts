import type { JournalEvent } from "../../src/model/event.ts";
import { wireFacts } from "../../src/model/wire.ts";

/** One probe that a make-believe router says it wrote. */
export interface TrueProbe {
  /** All that its log can tell of it but the time. */
  readonly facts: string;
  readonly source: string;
  /** Absent where the router itself did not know the time. */
  readonly timeMs: number | undefined;
  readonly enteredMs: number;
}

/** What really happened, in the order in which it entered the router's log. */
export interface TruthLedger {
  readonly probes: readonly TrueProbe[];
  /** Takes a line of the simulator's truth; `nowMs` stands for the time where the line has none. */
  write(line: string, nowMs: number): void;
  /** Places in `probes` that some page which was read held, with the time of the first such page. */
  readonly held: ReadonlyMap<number, number>;
  /** What stood in equal rows of a pass that could be read in more than one way. */
  readonly ambiguous: ReadonlySet<string>;
  /** Told of every page that was read. */
  see(page: { readonly body: string; readonly scrapedAtMs: number; readonly isAmbiguous: boolean }): void;
}

const address = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/** An empty ledger. */
export function createTruthLedger(): TruthLedger {
  const probes: TrueProbe[] = [];
  const held = new Map<number, number>();
  const ambiguous = new Set<string>();
  return {
    ...{ probes, held, ambiguous },
    write(line, nowMs) {
      const { time, ...facts } = JSON.parse(line) as Record<string, unknown>;
      const timeMs = typeof time === "string" ? Date.parse(time) : undefined;
      const source = String(facts["source"]);
      probes.push({ facts: spell(facts), source, timeMs, enteredMs: timeMs ?? nowMs });
    },
    see({ body, scrapedAtMs, isAmbiguous }) {
      const places = heldOn(body);
      for (const at of places) if (!held.has(at)) held.set(at, scrapedAtMs);
      if (isAmbiguous) for (const facts of repeated(places.map((at) => probes[at]?.facts ?? ""))) ambiguous.add(facts);
    },
  };

  /**
   * Which probes the log on a page still holds, oldest first: by the addresses in its text alone, so that no parser of ours has a say. A
   * log forgets its oldest rows first: of all probes, and of those of one source, those on the page are the newest. So one that more came
   * after than there are addresses is not the one that an address on the page stands for.
   */
  function heldOn(body: string): readonly number[] {
    const left = new Map<string, number>();
    const addresses = body.match(address) ?? [];
    for (const source of addresses) left.set(source, (left.get(source) ?? 0) + 1);
    const places: number[] = [];
    for (let at = probes.length - 1; at >= Math.max(0, probes.length - addresses.length); at -= 1) {
      const source = probes[at]?.source ?? "";
      const rows = left.get(source) ?? 0;
      if (rows > 0) places.unshift(at);
      left.set(source, rows - 1);
    }
    return places;
  }
}

/** What stands there more than once. */
function repeated(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const isSeen = seen.has(text);
    seen.add(text);
    return isSeen;
  });
}

/** The same of a probe out of the journal. */
export function factsOf(event: JournalEvent): string {
  const { time: _, ...facts } = wireFacts(event);
  return spell(facts);
}

function spell(facts: Readonly<Record<string, unknown>>): string {
  return Object.keys(facts)
    .sort()
    .map((key) => `${key}=${String(facts[key])}`)
    .join(" ");
}
