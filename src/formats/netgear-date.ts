/** A line without the date at its end, and the date. */
export interface CutLine {
  readonly head: string;
  /** Ms as if the router's clock were UTC; absent where there is no date, or none that exists. */
  readonly wallMs?: number;
}

/**
 * Cuts the date off the end of a line: `, Monday, February 22, 2016 18:10:18` (Genie), `May 16,2018` or `Apr 26,2021`
 * (older), now and then without the comma in front. A router that does not know the time yet writes none.
 */
export function cutDate(text: string): CutLine {
  // Looked for in the tail alone: the rest may be long, and repeated blanks would cost the square of it.
  const tail = text.slice(-longestDate);
  const match = date.exec(tail);
  if (match === null) return { head: trimComma(text) };
  const [, month = "", day = "", year = "", hour = "", minute = "", second = ""] = match;
  const head = trimComma(text.slice(0, text.length - tail.length + match.index));
  const monthIndex = months.indexOf(month.slice(0, 3).toLowerCase());
  const fields = [year, monthIndex, day, hour, minute, second].map(Number);
  const wallMs = existingTime(fields);
  return wallMs === undefined ? { head } : { head, wallMs };
}

const longestDate = 60;
const date =
  /(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, ?([A-Z][a-z]{2,8}) {1,2}(\d{1,2}), ?(\d{4,7}) (\d{1,2}):(\d{2}):(\d{2})$/;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Undefined for the 31st of February, the 25th hour and the year 981883, which an Orbi wrote. */
function existingTime([year = 0, month = -1, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]):
  | number
  | undefined {
  const wallMs = Date.UTC(year, month, day, hour, minute, second);
  const isSame =
    year <= 9999 &&
    new Date(wallMs).getUTCMonth() === month &&
    new Date(wallMs).getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return isSame ? wallMs : undefined;
}

function trimComma(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(",") ? trimmed.slice(0, -1).trimEnd() : trimmed;
}
