import { netfilter } from "../../formats/netfilter.ts";
import { readPageRows } from "../../formats/page-rows.ts";
import type { Format } from "../../model/format.ts";
import type { FetchedPage, ParsedPage } from "../../model/page.ts";
import { logLines } from "./log-text.ts";
import type { TomatoSettings } from "./options.ts";

/**
 * The entries of the log's last lines, oldest first, at the times of the router's own clock.
 * @throws RetryableError when the log was cut, FatalError when it is none
 */
export function parseTomato({ body, answeredAtMs }: FetchedPage, router: TomatoSettings): ParsedPage {
  const read = {
    format: tomatoLines,
    timezone: router.timezone,
    answeredAtMs,
    order: "oldest_first",
    usualOrder: "oldest_first",
  } as const;
  // Readings reach back more or less far, so lines must be known by themselves, those of a clock that nobody has set too.
  return { ...readPageRows(logLines(body, router), read), isKeyed: true };
}

/**
 * Only the kernel tells of packets: what programs write holds names that computers give themselves, and such a name may be "kernel:".
 * The line is `Mon D HH:MM:SS host facility.level tag: text`.
 */
export const tomatoLines: Format = {
  ...netfilter,
  read: (line) => {
    if (!ofKernel.test(line.text)) return { kind: "note", note: "system" };
    return netfilter.read(line) ?? { kind: "note", note: "kernel" };
  },
};

const ofKernel = /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2} (?:\S{1,64} )?[a-z]\w{0,15}\.[a-z]{3,7} kernel: /;
