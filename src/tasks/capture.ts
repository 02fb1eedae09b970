import { hostname, userInfo } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { describeError, FatalError, RetryableError } from "../errors.ts";
import type { Capture } from "../model/actions.ts";
import type { FetchedPage, ParsedPage } from "../model/page.ts";
import type { PollDriver, PollFamily, RouterSettings } from "../model/router.ts";
import { isoTime } from "../model/wire.ts";
import { type Exchange, recordExchanges } from "../routers/http/recording.ts";
import { exchangesText } from "./capture/exchange-text.ts";
import { leaksIn } from "./capture/leaks.ts";
import { isSomebodys, namesIn } from "./capture/names.ts";
import { createScrubber } from "./capture/scrubber.ts";
import { secretsIn } from "./capture/secrets.ts";

export interface CaptureParts {
  readonly router: RouterSettings;
  readonly family: PollFamily;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Names that somebody wants hidden, beside those that are found and this machine's own. */
  readonly hide: readonly string[];
}

/**
 * Reads a router's log once, as a pass would, and makes a case of it that can be sent to strangers: every exchange, and where a page came
 * out of it, that page with what is read from it, as `test/routers/<family>/<case>/` has it.
 * @throws what the family throws where there was no exchange at all
 * @throws FatalError where something secret is left, or the scrubbed page does not read as the real one: then there is nothing to write
 */
export async function captureRouter(parts: CaptureParts): Promise<Capture> {
  const { router, family } = parts;
  const driver = await family.driver();
  const { exchanges, page, failure } = await read(parts, driver);
  if (exchanges.length === 0) throw failure ?? new RetryableError("the router was not asked for anything");
  const known = {
    secrets: secretsIn(exchanges, router, family.options),
    names: [
      ...new Set([
        ...parts.hide,
        ...[hostname(), userInfo().username, router.username, hostOf(router.url)].filter(isSomebodys),
        ...(await namesIn(exchanges)),
      ]),
    ],
  };
  const { scrub, met } = createScrubber(known);
  const files = new Map([["exchanges.http", scrub(exchangesText(exchanges))]]);
  let words = failure === undefined ? "" : `the log was not read: ${describeError(failure)}`;
  if (page !== undefined) {
    const read = readingOf(page, parts, driver, scrub);
    words = read.words;
    files.set("page.html", read.body);
    files.set("entries.json", `${JSON.stringify(read.case, null, 2)}\n`);
  }
  const leaks = [...files].flatMap(([name, text]) => leaksIn(text, known, met()).map((kind) => `${kind} in ${name}`));
  if (leaks.length > 0)
    throw new FatalError(`something secret would have been left, and nothing is written: ${leaks.join(", ")}`);
  return { files, exchanges: exchanges.length, replaced: met().length, words: scrub(words) };
}

async function read(
  { router, now, signal }: CaptureParts,
  driver: PollDriver,
): Promise<{
  readonly exchanges: readonly Exchange[];
  readonly page?: FetchedPage;
  readonly failure?: unknown;
}> {
  const exchanges: Exchange[] = [];
  const source = driver.open(router, now);
  try {
    const onExchange = (exchange: Exchange): void => void exchanges.push(exchange);
    return { exchanges, page: await recordExchanges(router.charset, onExchange, () => source.fetch(signal)) };
  } catch (failure) {
    return { exchanges, failure };
  } finally {
    await source.close();
  }
}

/** A router behind a name tells where it is. */
function hostOf(url: string): string {
  const { hostname } = new URL(url);
  return hostname.startsWith("[") ? "" : hostname;
}

/** What is read from the scrubbed page; it must be what is read from the real one, scrubbed. */
function readingOf(
  page: FetchedPage,
  { router, family }: CaptureParts,
  driver: PollDriver,
  scrub: (text: string) => string,
): { readonly body: string; readonly case: Readonly<Record<string, unknown>>; readonly words: string } {
  const body = scrub(page.body);
  const options = scrubDeep(changedOptions(router, family), scrub);
  const real = outcomeOf(driver, page, router);
  const outcome = outcomeOf(driver, { ...page, body }, { ...router, options: { ...router.options, ...options } });
  if (!isDeepStrictEqual(outcome, scrubDeep(real, scrub)))
    throw new FatalError(
      "without what is yours the page reads differently, so nothing is written: is your password or a name a word of the page itself?",
    );
  const words =
    outcome.page === undefined
      ? `the page was not understood: ${outcome.error?.says}`
      : `the log has ${outcome.page.entries.length} entries`;
  const settings = { answered_at: isoTime(page.answeredAtMs), timezone: router.timezone, options };
  return { body, case: { ...settings, ...outcome }, words };
}

interface Outcome {
  readonly page?: ParsedPage;
  readonly error?: { readonly class: "fatal" | "retryable"; readonly says: string };
}

/** As a case has it: times of events are readable. */
function outcomeOf(driver: PollDriver, page: FetchedPage, router: RouterSettings): Outcome {
  try {
    const text = JSON.stringify(driver.parse(page, router), (key, part: unknown) =>
      key === "timeMs" && typeof part === "number" ? isoTime(part) : part,
    );
    return { page: JSON.parse(text) };
  } catch (thrown) {
    if (!(thrown instanceof FatalError || thrown instanceof RetryableError)) throw thrown;
    return { error: { class: thrown instanceof FatalError ? "fatal" : "retryable", says: thrown.message } };
  }
}

function changedOptions({ options }: RouterSettings, family: PollFamily): RouterSettings["options"] {
  return Object.fromEntries(Object.entries(options).filter(([key, value]) => value !== family.options[key]?.default));
}

/** Every text of it scrubbed, and the rest as it is. */
function scrubDeep<T>(value: T, scrub: (text: string) => string): T {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? scrub(part) : part));
  return JSON.parse(text);
}
