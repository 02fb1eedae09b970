import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { inspect } from "node:util";
import { createOutcomes } from "../../src/bridge/outcomes.ts";
import type { PassResult } from "../../src/bridge/pass.ts";
import { releasedAtMs } from "../../src/bridge/release.ts";
import { createTeller } from "../../src/bridge/teller.ts";
import { createPipeline } from "../../src/bridge.ts";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { Gap } from "../../src/model/gap.ts";
import type { FetchedPage } from "../../src/model/page.ts";
import type { PollDriver, PollFamily, RouterSettings } from "../../src/model/router.ts";
import type { Simulator, SimulatorOptions } from "../../src/model/simulator.ts";
import type { FamilyFacts } from "./family-facts.ts";
import { temporaryFolder } from "./folder.ts";
import { recordedLog } from "./log.ts";
import { type Relay, startRelay } from "./relay.ts";
import { routerSettings } from "./router-settings.ts";
import { assertTrue } from "./truth-check.ts";
import { createTruthLedger } from "./truth-ledger.ts";
import { defaultSettings } from "./watch.ts";

/** A family's make-believe router and the bridge's whole way from it to a journal, with a relay in between. */
export interface ConformanceBench {
  readonly family: PollFamily;
  readonly facts: FamilyFacts;
  readonly simulator: Simulator;
  readonly relay: Relay;
  readonly clock: { nowMs: number };
  readonly truth: readonly string[];
  /** The page that was fetched last, and the settings that it was parsed with. */
  lastPage(): { readonly page: FetchedPage; readonly router: RouterSettings };
  /** One pass; rejects as the pipeline does, and never with anything but the two classes of errors. */
  pass(): Promise<PassResult>;
  /** A pass that must not succeed; gives its error. */
  failingPass(): Promise<RetryableError | FatalError>;
  /** How many requests since a count of `relay.requests` tried the password. */
  loginsSince(count: number): number;
  gaps(): readonly Gap[];
  /** What was kept so far is what happened; nothing that was told holds a secret. */
  assertSound(): void;
}

export interface BenchOptions {
  readonly given?: Partial<Pick<RouterSettings, "username" | "password" | "take_over" | "timeout_ms">>;
  readonly simulator?: Partial<SimulatorOptions>;
}

/** Longer than a page takes on a busy machine. */
const timeoutMs = 2000;
const startMs = Date.UTC(2026, 11, 1);

/** Sets one up, until the test is over. */
export async function conformanceBench(
  t: TestContext,
  family: PollFamily,
  facts: FamilyFacts,
  { given, simulator: options }: BenchOptions = {},
): Promise<ConformanceBench> {
  const clock = { nowMs: startMs };
  const ledger = createTruthLedger();
  const truth: string[] = [];
  const start = await family.simulator();
  const simulator = await start({
    port: 0,
    rate: 1,
    seed: 1,
    now: () => clock.nowMs,
    ...options,
    truth: (line) => {
      truth.push(line);
      ledger.write(line, clock.nowMs);
    },
  });
  t.after(() => simulator.close());
  const relay = await startRelay(t, simulator.url);
  const router = routerSettings(family, {
    ...simulator.router,
    timeout_ms: timeoutMs,
    ...given,
    url: relay.url,
  });
  let lastPage: FetchedPage | undefined;
  const driver = await family.driver();
  const witnessed: PollDriver = {
    ...driver,
    parse: (page, settings) => {
      lastPage = page;
      return driver.parse(page, settings);
    },
  };
  const journal = openJournal(temporaryFolder(t));
  const now = () => clock.nowMs;
  const parts = { router, family, driver: witnessed, journal, detect: defaultSettings, now, releasedAtMs };
  const pipeline = createPipeline(parts);
  t.after(async () => {
    await pipeline.close();
    journal.close();
  });
  const { log, lines } = recordedLog();
  const outcomes = createOutcomes(router.name, log, () => undefined);
  const tell = createTeller(router, "poll", log, () => undefined);
  let firstReadMs = Number.POSITIVE_INFINITY;
  const thrownTexts: string[] = [];

  const bench: ConformanceBench = {
    ...{ family, facts, simulator, relay, clock, truth },
    lastPage: () => {
      assert.ok(lastPage !== undefined);
      return { page: lastPage, router };
    },
    async pass() {
      try {
        const result = await pipeline.pass(new AbortController().signal);
        const isAmbiguous = result.isAmbiguous && family.tells.time === "never";
        ledger.see({ ...result, isAmbiguous, body: lastPage?.body ?? "" });
        firstReadMs = Math.min(firstReadMs, result.scrapedAtMs);
        outcomes.succeeded();
        tell(result);
        return result;
      } catch (thrown) {
        outcomes.failed(thrown);
        thrownTexts.push(inspect(thrown, { depth: 9 }));
        assert.ok(thrown instanceof RetryableError || thrown instanceof FatalError, inspect(thrown));
        throw thrown;
      }
    },
    async failingPass() {
      const outcome = await bench.pass().catch((thrown: unknown) => thrown);
      assert.ok(outcome instanceof RetryableError || outcome instanceof FatalError, "a page was taken for the log");
      return outcome;
    },
    loginsSince: (count) => relay.requests.slice(count).filter((request) => facts.login.test(request)).length,
    gaps: () => [...journal.records({ kinds: new Set(["gap"]) })].flatMap((row) => (row.kind === "gap" ? row.gap : [])),
    assertSound() {
      const records = [...journal.records({ kinds: new Set(["probe"]) })];
      const journalled = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
      const total = journal.totals(router.name).probes;
      const read = { journalled, gaps: bench.gaps(), total, firstReadMs, longestLatencyMs: 0 };
      assertTrue({ ...read, ...ledger }, facts);
      assertNoSecrets([...thrownTexts, ...lines], secretsOf(router, relay, facts));
    },
  };
  return bench;
}

/** Password, cookies and whatever else the facts name, in the ways in which they may be written. */
function secretsOf({ username, password }: RouterSettings, relay: Relay, facts: FamilyFacts): readonly string[] {
  const exchanged = [...relay.requests, ...relay.answers];
  const cookies = exchanged.flatMap((text) =>
    [...text.matchAll(/^set-cookie: *[^=\r\n]+=([^;\r\n]+)/gim)].map((match) => match[1] ?? ""),
  );
  const named = facts.secrets.flatMap((pattern) =>
    exchanged.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")),
  );
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  // A name such as "admin" is a part of many words.
  const oddName = username.length >= shortestName ? [username] : [];
  const found = [...oddName, password, encodeURIComponent(password), basic, ...cookies, ...named];
  return [...new Set(found)].filter((secret) => secret.length >= shortestSecret);
}

const shortestName = 8;
/** Of anything shorter nothing can be said: it is a part of other words. */
const shortestSecret = 4;

function assertNoSecrets(texts: readonly string[], secrets: readonly string[]): void {
  const told = texts.flatMap((text) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => [secret, text]),
  );
  assert.deepEqual(told, [], "a secret was told");
}
