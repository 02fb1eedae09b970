import { FatalError } from "../../errors.ts";
import type { Place } from "../../model/search.ts";

/** A place as whoever pages gives it back. */
export function writePlace({ timeMs, row }: Place): string {
  return `${timeMs}.${row}`;
}

/** @throws FatalError where it is none of ours */
export function readPlace(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [, timeMs, row] = /^(-?\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (timeMs === undefined || row === undefined)
    throw new FatalError("cursor: give back what the answer before had as next");
  return { timeMs: Number(timeMs), row: Number(row) };
}
