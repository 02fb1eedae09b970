import { FatalError } from "../../errors.ts";
import { readSmcAmitLine } from "../../formats/smc-amit.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import type { Literal } from "../html/script.ts";
import { cutPage, somebodyElse } from "../http/trouble.ts";
import type { SmcBarricadeSettings } from "./options.ts";
import { kindOfPage, type PageKind, ticksOf } from "./page-kind.ts";

/**
 * The entries of a log page, oldest first. The router has no clock: it counts the ms since power-up in 32 bits, and each
 * row's time is our own clock at the answer minus the row's age.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseSmcBarricade(page: FetchedPage, router: SmcBarricadeSettings): ParsedPage {
  const seen = kindOfPage(page.body, router.options);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const { rows, uptimeTicks } = seen.script;
  const newestFirst = inNewestFirst(pairs(rows), uptimeTicks, router.options.order);
  const keyOf = distinctKeys();
  return {
    entries: newestFirst.map((row) => readRow(row, uptimeTicks, page.answeredAtMs, keyOf)).reverse(),
    isKeyed: true,
    uptimeMs: uptimeTicks,
    timeFrom: "age",
  };
}

/** What is wrong with a page that should be the log, in words for a person. */
export function notTheLog(kind: Exclude<PageKind["kind"], "log">, router: SmcBarricadeSettings): Error {
  const facts = { router: router.name, url: router.url, log_path: router.options.log_path };
  switch (kind) {
    case "cut":
      return cutPage(router);
    case "busy":
      return somebodyElse(router, { canTakeOver: true });
    case "refused":
      return new FatalError(
        "the router refuses the password, and it is not sent again: correct username and password, then restart",
        { facts },
      );
    case "login":
      return new FatalError("the router asks for a login instead of showing its log: check username and password", {
        facts,
      });
    case "other":
      return new FatalError(
        `the page ${router.options.log_path} is not the log: check log_path, rows_name and uptime_name`,
        { facts },
      );
  }
}

/** One row as the script has it; a row without a time, or whose quotes are broken, keeps its place. */
interface Row {
  readonly tick: number | undefined;
  readonly text: string;
  readonly isBroken: boolean;
}

const wrap = 2 ** 32;
/** A row that enters while the page is being written is a little younger than the page's "now". */
const youngestMs = -60_000;

/** A number and a text each, in the order that the first of them shows. A text without its number is a row without a time. */
function pairs(literals: readonly Literal[]): readonly Row[] {
  const rows: Row[] = [];
  const isTickFirst = ticksOf(literals[0]?.text) !== undefined;
  for (let at = 0; at < literals.length; at += 1) {
    const [one, other] = [literals[at], literals[at + 1]];
    const [tick, text] = isTickFirst ? [one, other] : [other, one];
    if (ticksOf(tick?.text) !== undefined && text !== undefined) {
      rows.push(rowOf(ticksOf(tick?.text), text));
      at += 1;
    } else if (one?.kind === "text" && one.text !== "") {
      rows.push(rowOf(undefined, one));
    }
  }
  return rows;
}

function rowOf(tick: number | undefined, literal: Literal): Row {
  return { tick, text: literal.text, isBroken: literal.kind === "text" && literal.isBroken };
}

function inNewestFirst(rows: readonly Row[], uptimeTicks: number, order: string): readonly Row[] {
  const first = rows.at(0)?.tick ?? 0;
  const last = rows.at(-1)?.tick ?? 0;
  const isOldestFirst =
    order === "oldest_first" || (order === "auto" && ageOf(first, uptimeTicks) > ageOf(last, uptimeTicks));
  return isOldestFirst ? rows.toReversed() : rows;
}

/** Age in ms; right over the wrap of the counter at 49.71 days, as long as no row is older than that. */
function ageOf(tick: number, uptimeTicks: number): number {
  const ageMs = (uptimeTicks - tick) >>> 0;
  return ageMs >= wrap + youngestMs ? 0 : ageMs;
}

/**
 * Tick and text tell a row from all others, and stay as they are from page to page, unlike a computed time. Equal rows of
 * one millisecond are numbered from the newest, so that pushing out the oldest leaves the others' keys alone.
 */
function distinctKeys(): (row: Row) => string {
  const seen = new Map<string, number>();
  return ({ tick, text }) => {
    const row = `${tick ?? ""} ${text}`;
    const times = seen.get(row) ?? 0;
    seen.set(row, times + 1);
    return times === 0 ? row : `${tick ?? ""}#${times} ${text}`;
  };
}

function readRow(row: Row, uptimeTicks: number, answeredAtMs: number, keyOf: (row: Row) => string): Entry {
  const identity = { key: keyOf(row), weight: 1 };
  if (row.isBroken) return { ...identity, kind: "reject", reason: "quotes broken", text: row.text };
  if (row.tick === undefined) return { ...identity, kind: "reject", reason: "row without a time", text: row.text };
  const reading = readSmcAmitLine(row.text);
  if (reading.kind !== "event") return { ...identity, ...reading };
  const timeMs = answeredAtMs - ageOf(row.tick, uptimeTicks);
  return { ...identity, kind: "event", event: { timeMs, ...reading.event } };
}
