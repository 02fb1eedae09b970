import type { ImportSummary } from "../model/import-job.ts";
import { isoTime } from "../model/wire.ts";
import type { ImportResult } from "../tasks/import.ts";

/** What an import of one file came to. @param named names the file in words as people do */
export function summaryOf(
  { counts, summary }: ImportResult,
  timezone: string,
  named: (words: string) => string,
): ImportSummary {
  const { probes, admitted, known, covered, expired, counted, gapsFilled, span } = counts;
  const { lines, notes, uncounted, rejects, formats, failure } = summary;
  const [years] = summary.assumed;
  return {
    ...{
      probes,
      admitted,
      known,
      covered,
      expired,
      counted,
      uncounted,
      gaps_filled: gapsFilled,
      lines,
      notes,
      timezone,
    },
    ...(span === undefined ? {} : { from: isoTime(span.firstMs), to: isoTime(span.lastMs) }),
    ...(years === undefined ? {} : { years: { first: years.first, last: years.last } }),
    formats: Object.fromEntries(formats),
    rejects: rejects
      .toSorted((one, other) => other.count - one.count)
      .map(({ reason, count, samples }) => ({
        ...{ reason, count, samples: samples.map(({ line, text }) => ({ line, text })) },
      })),
    ...(failure === undefined ? {} : { failure: named(failure) }),
  };
}
