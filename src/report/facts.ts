import type { Report } from "../model/report.ts";
import { counted, duration, localTime, number, percent } from "./words.ts";

/** One thing that a report tells, as a label and a sentence or two. */
export interface Fact {
  readonly label: string;
  readonly words: string;
}

/** What the figures say, in the order of the article; then what it could not tell. */
export function factsOf(report: Report): readonly Fact[] {
  const { figures } = report;
  if (figures.probes === 0)
    return [{ label: "Probes", words: "None: nobody knocked." }, lost(report), ...others(report)];
  return [
    probes(report),
    multiple(report),
    burst(report),
    { label: "Hosts", words: hosts(report) },
    { label: "Hours", words: profile(report) },
    attempts(report),
    ...letIn(report),
    ...surges(report),
    ...scanners(report),
    lost(report),
    ...others(report),
  ];
}

function probes({ figures }: Report): Fact {
  const { period, per_day: day, interval_seconds: interval } = figures;
  const often = `${number(day.average)} a day, or one every ${duration(interval ?? 0)}`;
  const range = period.days < 1 ? "" : ` From ${number(day.min)} to ${number(day.max)} a day.`;
  return {
    label: "Probes",
    words: `${number(figures.probes)} in ${duration(period.days * 86_400)}: ${often}.${range}`,
  };
}

function multiple({ figures }: Report): Fact {
  const { share, attempts_share: ofAttempts } = figures.multiple_attacks;
  const onAttempts = ofAttempts === null ? "" : ` On attempts it is ${percent(ofAttempts)}.`;
  return {
    label: "Multiple attacks",
    words: `${percent(share)} of the probes: the same host on the same port three or more times within 15 seconds.${onAttempts}`,
  };
}

function burst(report: Report): Fact {
  const { figures } = report;
  const { largest_burst: largest } = figures;
  if (largest === null) return { label: "Largest burst", words: "None." };
  const { source, protocol, port, count, seconds } = largest;
  const door = protocol === null ? `port ${port}` : `${protocol}/${port}`;
  const service = figures.ports.find(({ key }) => key === door)?.name;
  const when =
    report.largestBurstMs === undefined ? "" : `, on ${localTime(report.largestBurstMs, report.timezone, true)}`;
  return {
    label: "Largest burst",
    words: `${number(count)} probes of ${service === undefined ? door : `${service} (${door})`} in ${duration(seconds)} by ${named(source, report)}${when}.`,
  };
}

function hosts({ figures }: Report): string {
  const { repeat_sources: repeated } = figures;
  if (repeated.length === 0) return "None probed more than 12 times.";
  const days = repeated.filter((row) => row.days > 1).length;
  return `${number(repeated.length)} probed more than 12 times, ${number(days)} of them on several days.`;
}

function profile({ thirds: [night, day, evening] }: Report): string {
  return `From 0 to 8 o'clock ${percent(night, 0)}, from 8 to 16 ${percent(day, 0)}, from 16 to 24 ${percent(evening, 0)}; an even day has a third each.`;
}

function attempts({ figures }: Report): Fact {
  const words =
    figures.attempts === null
      ? "Not known: the log lacks something that tells a packet sent again from a new one."
      : `${number(figures.attempts)}: a packet that is sent again within a minute is no new attempt.`;
  return { label: "Attempts", words };
}

/** The most alarming that a log holds, so not among what is left out. */
function letIn({ figures }: Report): readonly Fact[] {
  const admitted = figures.classes["admitted"] ?? 0;
  return admitted === 0
    ? []
    : [{ label: "Let in", words: `${counted(admitted, "packet")} came through, which are not among the probes.` }];
}

function surges({ figures, timezone }: Report): readonly Fact[] {
  if (figures.surges.length === 0) return [];
  const words = figures.surges.map(
    ({ port, name, sources, first_seen: from }) =>
      `${port} ${name} from ${localTime(Date.parse(from), timezone)} (${counted(sources, "source")})`,
  );
  return [{ label: "Surges", words: `${words.join("; ")}.` }];
}

function scanners(report: Report): readonly Fact[] {
  const [first] = report.scanners;
  if (first === undefined) return [];
  const words = `${counted(report.scanners.length, "host")} tried port after port, ${named(first.source, report)} most of all: ${counted(first.probes, "probe")}.`;
  return [{ label: "Scanners", words }];
}

function lost({ lost: { gaps, probes: missing, seconds, perDay } }: Report): Fact {
  if (gaps === 0) return { label: "Lost", words: "Nothing that we know of: every figure is whole." };
  const effect =
    missing === 0 ? "" : ` With them there were about ${number(perDay)} a day; all counts here are too low by as much.`;
  return {
    label: "Lost",
    words: `About ${number(missing)} probes in ${counted(gaps, "gap")} of ${duration(seconds)} in all, before they were read.${effect}`,
  };
}

/** What is told apart from probes. */
const classWords: Readonly<Record<string, string>> = {
  own: "our own",
  chatter: "chatter of the network",
  backscatter: "backscatter of attacks on others",
  reply: "late answers",
};

function others({ figures }: Report): readonly Fact[] {
  const counts = Object.entries(figures.classes)
    .filter(([name, count]) => name !== "probe" && name !== "admitted" && count > 0)
    .map(([name, count]) => `${number(count)} ${classWords[name] ?? name}`);
  return counts.length === 0 ? [] : [{ label: "Not counted", words: `${counts.join(", ")}.` }];
}

function named(source: string, { hostNames }: Report): string {
  const name = hostNames.get(source);
  return name === undefined ? source : `${source} (${name})`;
}
