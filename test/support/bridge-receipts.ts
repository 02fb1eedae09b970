import assert from "node:assert/strict";
import { journalledProbes } from "./ledger.ts";
import type { Receipts } from "./receipts.ts";

/** Waits for the state that a pass after `sinceMs` told; gives the time of that pass, UTC ms. */
export function scraped(receipts: Receipts, router: string, sinceMs: number, ms?: number): Promise<number> {
  const look = () => {
    const { last_scrape } = JSON.parse(receipts.latest(`whos-knocking/${router}/state`) ?? "{}");
    const scrapedAtMs = Date.parse(last_scrape);
    return scrapedAtMs > sinceMs ? scrapedAtMs : undefined;
  };
  return receipts.when(`a pass of ${router} after ${new Date(sinceMs).toISOString()}`, look, ms);
}

/** Waits until the last probe that is journalled now has arrived: those before it come before it. */
export async function caughtUp(receipts: Receipts, dataDir: string, router: string, ms?: number): Promise<void> {
  const last = journalledProbes(dataDir, router).at(-1)?.id;
  assert.ok(last, `no probe of ${router} is journalled`);
  let looked = 0;
  const look = () => {
    const from = looked;
    looked = receipts.all.length;
    // The digest of a pass carries the id of its last probe too, and may come before it.
    const arrived = receipts.all.slice(from).filter(({ topic }) => topic.includes("/probe/"));
    return arrived.find(({ payload }) => payload.includes(`"id":"${last}"`));
  };
  await receipts.when(`the probe ${last}`, look, ms);
}

/** Waits for a topic to have this value. */
export async function told(receipts: Receipts, topic: string, payload: string): Promise<void> {
  await receipts.when(`${payload} on ${topic}`, () => receipts.latest(topic) === payload || undefined);
}

/** Everything that the broker holds for whoever comes later, by topic, from a subscriber that has just come. */
export async function retainedBy(late: Receipts): Promise<ReadonlyMap<string, string>> {
  // What the broker held comes before what is published after the subscription.
  await late.publish("end-of-retained", "");
  await late.when("the end of what is retained", () => late.all.find(({ topic }) => topic === "end-of-retained"));
  return new Map(late.all.filter(({ isRetained }) => isRetained).map(({ topic, payload }) => [topic, payload]));
}

/** No secret is in any topic, payload or output. */
export function assertNoSecret(secrets: readonly string[], receipts: Receipts, outputs: readonly string[]): void {
  const texts = [...outputs, ...receipts.all.flatMap(({ topic, payload }) => [topic, payload])];
  assert.deepEqual(
    texts.filter((text) => secrets.some((secret) => text.includes(secret))),
    [],
  );
}
