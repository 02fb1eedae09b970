import { RetryableError } from "../../errors.ts";
import type { RouterSettings } from "../../model/router.ts";

type Reached = Pick<RouterSettings, "name" | "url">;

/** The error for a page that ends before its end; `more` says what else is to be known of it. */
export function cutPage(router: Reached, more = ""): RetryableError {
  return passing(`the router's page ends in the middle and is not used; it is read again${more}`, router);
}

/** The same for an answer that is no page for people. */
export function cutAnswer(router: Reached): RetryableError {
  return passing("the router's answer ends in the middle and is not used; it is read again", router);
}

/** The error for a router that lets one person in at a time, while somebody else is there. */
export function somebodyElse(router: Reached, { canTakeOver } = { canTakeOver: false }): RetryableError {
  const advice = canTakeOver ? " (or set take_over: true)" : "";
  return passing(`somebody else is logged in to the router; waiting until they are gone${advice}`, router);
}

function passing(words: string, { name, url }: Reached): RetryableError {
  return new RetryableError(words, { facts: { router: name, url } });
}
