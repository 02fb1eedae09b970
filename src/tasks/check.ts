import { describeError } from "../errors.ts";
import type { Checked } from "../model/actions.ts";
import type { PollFamily, RouterSettings } from "../model/router.ts";

/** Asks a router for its log once, as a pass would, and keeps nothing. */
export async function checkRouter(
  router: RouterSettings,
  family: PollFamily,
  now: () => number,
  signal: AbortSignal,
): Promise<Checked> {
  const source = family.open(router, now);
  try {
    const startedMs = now();
    const { entries } = family.parse(await source.fetch(signal), router);
    const events = entries.filter(({ kind }) => kind === "event").length;
    const rejects = entries.filter(({ kind }) => kind === "reject").length;
    const page =
      entries.length === 0 ? "its log is empty" : `its log holds ${entries.length} entries, ${events} of them packets`;
    const doubt = rejects === 0 ? "" : `; ${rejects} were not understood`;
    return { isSound: true, words: `answers in ${now() - startedMs} ms; ${page}${doubt}` };
  } catch (thrown) {
    return { isSound: false, words: describeError(thrown) };
  } finally {
    await source.close();
  }
}
