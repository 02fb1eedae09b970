import assert from "node:assert/strict";
import type { PollFamily } from "../../src/model/router.ts";
import { families } from "../../src/routers/index.ts";

/** The families whose routers are asked for their log. */
export const pollFamilies: readonly PollFamily[] = families.filter((family) => family.side === "poll");

/** One of them. */
export function pollFamily(id: string): PollFamily {
  const family = pollFamilies.find((candidate) => candidate.id === id);
  assert.ok(family, `there is no family ${id} that is asked`);
  return family;
}
