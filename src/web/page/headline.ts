import type { Severity } from "../../model/finding.ts";
import type { Usual } from "../../model/page-reader.ts";
import type { ActiveEpisode } from "../../model/summary.ts";
import type { RouterOverview } from "../../model/web.ts";
import { count, counted, when } from "./format.ts";

/** The one sentence that answers what somebody wants to know first. */
export interface Headline {
  readonly tone: "calm" | "busy" | "attack" | "trouble" | "waiting";
  readonly sentence: string;
  /** How it compares to other days, or what to do. */
  readonly more: string;
}

const severities: readonly string[] = ["low", "medium", "high", "critical"];

/** More than this, times the usual, is told as more than usual; less than its inverse as less. */
const unusual = 1.5;

/**
 * @param attackFrom from which severity on an episode means an attack
 * @param country of the source of the worst episode, where that is one and its country is known
 */
export function headlineOf(
  all: readonly RouterOverview[],
  usual: Usual | undefined,
  attackFrom: Severity,
  nowMs: number,
  country?: string,
): Headline {
  const routers = all.filter(({ is_import_only }) => !is_import_only);
  if (routers.length === 0 && all.length > 0)
    return {
      tone: "waiting",
      sentence: "Imports only: nothing is read by itself.",
      more: "What the imported logs tell is below.",
    };
  const told = routers.filter(({ state, summary }) => state !== undefined && summary !== undefined);
  if (told.length === 0) return silent(routers);
  const rate = sum(told.map(({ summary }) => summary?.rate ?? 0));
  const attack = attackOf(told, attackFrom);
  if (attack !== undefined)
    return { tone: "attack", sentence: attackSentence(attack, nowMs, country), more: compared(usual) };
  const unread = routers.filter(({ reading }) => reading.is_readable === false);
  if (unread.length === routers.length)
    return {
      tone: "trouble",
      sentence: `Nothing can be read${since(unread, nowMs)}.`,
      more: "See Routers for what to do.",
    };
  if (routers.every(({ state }) => state?.paused === true))
    return { tone: "waiting", sentence: "Paused: the log is not read.", more: "Resume it under Routers." };
  const isMore = usual?.ratio !== undefined && usual.ratio >= unusual;
  const knocks = rate === 0 ? "nobody knocked in the last hour" : `${counted(rate, "knock")} in the last hour`;
  if (isMore) return { tone: "busy", sentence: `Busy: ${knocks}.`, more: compared(usual) };
  // Where nobody knows what is usual, only silence is called quiet.
  const isQuiet = rate === 0 || usual?.median !== undefined;
  return { tone: "calm", sentence: isQuiet ? `Quiet: ${knocks}.` : `${knocks}.`, more: compared(usual) };
}

/** What is going on: the open episodes that are bad enough, the worst first; undefined where no router is under attack. */
export function attackOf(
  routers: readonly RouterOverview[],
  attackFrom: Severity,
): readonly ActiveEpisode[] | undefined {
  if (!routers.some(({ state }) => state?.under_attack === true)) return undefined;
  return routers
    .flatMap(({ state }) => state?.active_episodes ?? [])
    .filter(({ severity }) => rank(severity) >= rank(attackFrom))
    .sort((one, other) => rank(other.severity) - rank(one.severity) || other.count - one.count);
}

function attackSentence(episodes: readonly ActiveEpisode[], nowMs: number, country: string | undefined): string {
  const [worst] = episodes;
  if (worst === undefined) return "Under attack until a moment ago.";
  const begin = Math.min(...episodes.map(({ first_seen }) => Date.parse(first_seen)));
  return `Under attack since ${when(begin, nowMs)}: ${whoWhere(worst, country)}.`;
}

function whoWhere(
  { sources: [source, ...others], ports: [port, ...otherPorts] }: ActiveEpisode,
  country: string | undefined,
): string {
  const who =
    source === undefined || others.length > 0
      ? `${others.length + 1} sources knock`
      : `${source}${country === undefined ? "" : ` (${country})`} knocks`;
  if (port === undefined) return who;
  return `${who} on ${otherPorts.length > 0 ? `${otherPorts.length + 1} ports` : `port ${port}`}`;
}

function compared(usual: Usual | undefined): string {
  if (usual === undefined) return "";
  const today = `${counted(usual.probes, "knock")} in 24 hours`;
  const { median, ratio } = usual;
  if (median === undefined) return `${today}; what is usual shows after three days.`;
  if (ratio === undefined) return `${today}; usually there are none.`;
  if (ratio >= unusual) return `${today}, ${times(ratio)} the usual ${count(median)}.`;
  if (ratio <= 1 / unusual) return `${today}, fewer than the usual ${count(median)}.`;
  return `${today}, as usual.`;
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : count(Math.round(ratio))} times`;
}

function silent(routers: readonly RouterOverview[]): Headline {
  const isUnread = routers.length > 0 && routers.every(({ reading }) => reading.is_readable === false);
  if (isUnread)
    return { tone: "trouble", sentence: "The log could not be read yet.", more: "See Routers for what to do." };
  return { tone: "waiting", sentence: "Reading the log for the first time.", more: "" };
}

function since(routers: readonly RouterOverview[], nowMs: number): string {
  const times = routers.flatMap(({ reading }) => (reading.since === undefined ? [] : [Date.parse(reading.since)]));
  return times.length === 0 ? "" : ` since ${when(Math.max(...times), nowMs)}`;
}

function rank(severity: string): number {
  return severities.indexOf(severity);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
