import { describeError } from "../errors.ts";
import { redactor } from "../log.ts";
import type { Checked } from "../model/actions.ts";
import type { PollFamily, RouterSettings } from "../model/router.ts";
import { hintsFor } from "./check-hints.ts";

/** Asks a router for its log once, as a pass would, and keeps nothing. A router that gives the password back has it told to nobody. */
export async function checkRouter(
  router: RouterSettings,
  family: PollFamily,
  now: () => number,
  signal: AbortSignal,
): Promise<Checked> {
  const driver = await family.driver();
  const source = driver.open(router, now);
  try {
    const startedMs = now();
    const fetched = await source.fetch(signal);
    const page = driver.parse(fetched, router);
    const { entries } = page;
    const events = entries.filter(({ kind }) => kind === "event").length;
    const rejects = entries.filter(({ kind }) => kind === "reject").length;
    const holds =
      entries.length === 0 ? "its log is empty" : `its log holds ${entries.length} entries, ${events} of them packets`;
    const hints = hintsFor({ page, router, family, answeredAtMs: fetched.answeredAtMs });
    const doubt = rejects === 0 ? "" : `; ${rejects} were not understood`;
    return { isSound: true, words: `answers in ${now() - startedMs} ms; ${holds}${doubt}`, hints };
  } catch (thrown) {
    return { isSound: false, words: redactor([router.password])(describeError(thrown)) };
  } finally {
    await source.close();
  }
}
