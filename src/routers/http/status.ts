import { FatalError, RetryableError } from "../../errors.ts";
import type { HttpAnswer } from "./contract.ts";

/**
 * The error that a status stands for, or undefined for 2xx. `what` names the page for people: "the log page".
 * 401 and 403 are the password, other 4xx the wrong path or model: Fatal. 408, 429, 5xx and what is no sense (1xx, 3xx) pass: Retryable.
 */
export function errorForStatus(answer: HttpAnswer, what: string): RetryableError | FatalError | undefined {
  const { status, path } = answer;
  if (status >= 200 && status < 300) return undefined;
  const facts = { status, path: withoutQuery(path) };
  if (status === 401 || status === 403) {
    return new FatalError(
      `the router does not let us see ${what} (HTTP ${status}); check username and password, and that this user may see it`,
      { facts },
    );
  }
  if (status === 404 || status === 410) {
    return new FatalError(
      `the router has no page ${facts.path}, where ${what} should be (HTTP ${status}); check family, url and the options that name its pages`,
      { facts },
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new FatalError(
      `the router does not take our request for ${what} (HTTP ${status}); check family and options`,
      { facts },
    );
  }
  return new RetryableError(`the router cannot show ${what} just now (HTTP ${status})`, { facts });
}

/** Throws what `errorForStatus` tells; gives back the answer where it is a success. */
export function requireSuccess(answer: HttpAnswer, what: string): HttpAnswer {
  const error = errorForStatus(answer, what);
  if (error !== undefined) throw error;
  return answer;
}

/** Queries may carry session ids. */
function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}
