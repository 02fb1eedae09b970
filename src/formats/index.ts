import type { Format } from "../model/format.ts";
import { netgear } from "./netgear.ts";
import { smcAmit } from "./smc-amit.ts";

/** Every format, the most specific first: automatic recognition takes the first that reads a line. One line a format. */
export const formats: readonly Format[] = [netgear, smcAmit];

/** The format of that id; undefined where there is none. */
export function findFormat(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}
