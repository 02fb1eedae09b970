import type { TemplateResult } from "lit-html";
import { withQuery } from "../address.ts";
import type { Context } from "../context.ts";
import { choices } from "../parts.ts";
import { ranges } from "../range.ts";

/** Which time a view is about. */
export function rangeChoice({ place }: Context, otherwise = "24h"): TemplateResult {
  const chosen = place.query["to"] === undefined ? (place.query["from"] ?? otherwise) : undefined;
  return choices(
    "Time",
    ranges.map(([from, name]) => ({
      name,
      href: withQuery(place, { from: from === otherwise ? undefined : from, to: undefined }),
      isChosen: from === chosen,
    })),
  );
}
