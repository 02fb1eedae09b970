import { releasedAtMs } from "../../src/bridge/release.ts";
import { createPipeline, type Pipeline } from "../../src/bridge.ts";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { PollDriver, PollFamily, RouterSettings } from "../../src/model/router.ts";
import type { Simulator } from "../../src/model/simulator.ts";
import { createRandom, integerBetween, pickWeighted, type Random } from "../../src/routers/simulator/random.ts";
import type { Account } from "./truth-check.ts";
import { createTruthLedger } from "./truth-ledger.ts";
import { defaultSettings } from "./watch.ts";

export interface MonthSettings {
  readonly family: PollFamily;
  readonly router: (simulator: Simulator) => RouterSettings;
  readonly folder: string;
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  /** Incidents that do not happen in this run. */
  readonly without?: readonly Incident[];
  /** The first days of it, in which the log is read once a day and nothing else happens. */
  readonly quietDays?: number;
}

/** What a month brought, as the router knows it and as the journal has it. */
export interface Month extends Account {
  readonly pages: number;
  readonly failures: number;
  /** What must not happen: a page read under a fault that spoils it, or a refusal. */
  readonly surprises: readonly string[];
  readonly incidents: Readonly<Record<string, number>>;
}

/** Between two pages. */
export type Incident = "reboot" | "clear" | "freeze" | "administrator" | "logged out" | "hostile" | "restart";
/** While a page is fetched. */
type Fault = "none" | "hang" | "truncate" | "slow" | "line feeds";

const incidentKinds: readonly [Weighted<Incident>, ...Weighted<Incident>[]] = [
  { kind: "reboot", weight: 2 },
  { kind: "clear", weight: 2 },
  { kind: "freeze", weight: 1 },
  { kind: "administrator", weight: 1 },
  { kind: "logged out", weight: 2 },
  { kind: "hostile", weight: 2 },
  { kind: "restart", weight: 2 },
];
const faultKinds: readonly [Weighted<Fault>, ...Weighted<Fault>[]] = [
  { kind: "none", weight: 100 },
  { kind: "hang", weight: 1 },
  { kind: "truncate", weight: 3 },
  { kind: "slow", weight: 2 },
  { kind: "line feeds", weight: 3 },
];
/** Minutes from one page to the next: mostly some, sometimes more than any log holds. */
const waits: readonly [Wait, ...Wait[]] = [
  { minutes: [2, 15], weight: 40 },
  { minutes: [15, 120], weight: 40 },
  { minutes: [120, 600], weight: 15 },
  { minutes: [720, 1800], weight: 5 },
];

interface Weighted<Kind> {
  readonly kind: Kind;
  readonly weight: number;
}
interface Wait {
  readonly minutes: readonly [number, number];
  readonly weight: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const incidentShare = 0.15;
/** How long an answer is on its way at most; ages on a page refer to when it arrived. */
const longestLatencyMs = 700;
const slowMs = 20;

/** Lets a make-believe router and the bridge's way to the journal live through `days`, by a clock that only this moves. */
export async function simulateMonth(settings: MonthSettings): Promise<Month> {
  const { family, startMs } = settings;
  const clock = { nowMs: startMs, latencyMs: 0 };
  const random = createRandom(settings.seed ^ 0x30d);
  const ledger = createTruthLedger();
  const start = await family.simulator();
  await using stack = new AsyncDisposableStack();
  const simulator = stack.adopt(
    await start({
      port: 0,
      rate: 1,
      seed: settings.seed,
      now: () => clock.nowMs,
      truth: (line) => ledger.write(line, clock.nowMs),
    }),
    (started) => started.close(),
  );
  const incidents: Record<string, number> = {};
  const surprises: string[] = [];
  let lastPage = { body: "", rows: 0, tellsUptime: false };
  const bridge = await createBridge({ ...settings, simulator, clock, onPage: (page) => (lastPage = page) });
  stack.defer(() => bridge.close());
  let pages = 0;
  let failures = 0;

  await poll("none");
  for (let day = 0; day < (settings.quietDays ?? 0); day += 1) {
    clock.nowMs += dayMs;
    await poll("none");
  }
  const endMs = startMs + settings.days * dayMs;
  while (clock.nowMs < endMs) {
    await live(drawWaitMs(random));
    await poll(pickWeighted(random, faultKinds).kind);
  }
  simulator.faults.otherAdministrator(false);
  await poll("none");
  return {
    ...bridge.kept(),
    probes: ledger.probes,
    held: ledger.held,
    ambiguous: ledger.ambiguous,
    longestLatencyMs,
    firstReadMs: startMs,
    pages,
    failures,
    surprises,
    incidents,
  };

  /** Time passes; some of it with an incident in between. */
  async function live(waitMs: number): Promise<void> {
    const beforeMs = Math.floor(waitMs * random.next());
    clock.nowMs += beforeMs;
    simulator.advance();
    if (random.next() < 0.5) simulator.faults.freeze(false);
    if (random.next() < 0.5) simulator.faults.otherAdministrator(false);
    const { kind } = pickWeighted(random, incidentKinds);
    if (random.next() < incidentShare && isTold(kind) && settings.without?.includes(kind) !== true) await happen(kind);
    clock.nowMs += waitMs - beforeMs;
  }

  /** Two empty logs in a row look alike, whatever came and went in between: only a router that tells its uptime can tell. */
  function isTold(kind: Incident): boolean {
    return lastPage.rows > 0 || !(kind === "clear" || (kind === "reboot" && !lastPage.tellsUptime));
  }

  async function happen(kind: Incident): Promise<void> {
    incidents[kind] = (incidents[kind] ?? 0) + 1;
    const { faults } = simulator;
    if (kind === "reboot") faults.reboot();
    else if (kind === "clear") faults.clear();
    else if (kind === "freeze") faults.freeze(true);
    else if (kind === "administrator") faults.otherAdministrator(true);
    else if (kind === "logged out") faults.loginTimeout();
    else if (kind === "hostile") faults.hostileText();
    else await bridge.restart();
  }

  async function poll(fault: Fault): Promise<void> {
    const { faults } = simulator;
    clock.latencyMs = integerBetween(random, 0, longestLatencyMs);
    faults.hang(fault === "hang" ? 1 : 0);
    faults.truncate(fault === "truncate" ? 1 : 0);
    faults.slow(fault === "slow" ? slowMs : 0);
    faults.lineFeedOnly(fault === "line feeds");
    if (fault !== "none") incidents[fault] = (incidents[fault] ?? 0) + 1;
    try {
      const { scrapedAtMs, isAmbiguous } = await bridge.pass();
      pages += 1;
      if (fault === "hang" || fault === "truncate") surprises.push(`a page was taken for whole after: ${fault}`);
      ledger.see({ body: lastPage.body, scrapedAtMs, isAmbiguous: isAmbiguous && family.tells.time === "never" });
    } catch (thrown) {
      failures += 1;
      if (!(thrown instanceof RetryableError || thrown instanceof FatalError)) throw thrown;
      if (thrown instanceof FatalError) surprises.push(`after ${fault}: ${thrown.message}`);
    }
  }
}

interface BridgeSettings extends MonthSettings {
  readonly simulator: Simulator;
  readonly clock: { readonly nowMs: number; readonly latencyMs: number };
  /** Gets every page that was a log, before it is journalled. */
  readonly onPage: (page: { readonly body: string; readonly rows: number; readonly tellsUptime: boolean }) => void;
}

interface Bridge {
  pass(): ReturnType<Pipeline["pass"]>;
  /** Ends it and starts it again on the same journal. */
  restart(): Promise<void>;
  kept(): Pick<Month, "journalled" | "gaps" | "total">;
  close(): Promise<void>;
}

/** The way from the router to a journal in a folder, which may be closed and opened again. */
async function createBridge({ family, router, folder, simulator, clock, onPage }: BridgeSettings): Promise<Bridge> {
  const entry = router(simulator);
  const driver = await family.driver();
  const witnessed: PollDriver = {
    ...driver,
    parse: (page, given) => {
      const parsed = driver.parse(page, given);
      onPage({ body: page.body, rows: parsed.entries.length, tellsUptime: parsed.uptimeMs !== undefined });
      return parsed;
    },
  };
  const open = (): { readonly journal: JournalWriter; readonly pipeline: Pipeline } => {
    const journal = openJournal(folder);
    const now = () => clock.nowMs + clock.latencyMs;
    return {
      journal,
      pipeline: createPipeline({
        router: entry,
        family,
        driver: witnessed,
        journal,
        detect: defaultSettings,
        now,
        releasedAtMs,
      }),
    };
  };
  let running = open();
  const close = async () => {
    await running.pipeline.close();
    running.journal.close();
  };
  return {
    close,
    pass: () => running.pipeline.pass(new AbortController().signal),
    restart: async () => {
      await close();
      running = open();
    },
    kept: () => {
      const records = [...running.journal.records({ kinds: new Set(["probe", "gap"]) })];
      return {
        journalled: records.flatMap((record) => (record.kind === "event" ? [record.event] : [])),
        gaps: records.flatMap((record) => (record.kind === "gap" ? [record.gap] : [])),
        total: running.journal.totals(entry.name).probes,
      };
    },
  };
}

function drawWaitMs(random: Random): number {
  const { minutes } = pickWeighted(random, waits);
  return integerBetween(random, minutes[0] * minuteMs, minutes[1] * minuteMs);
}
