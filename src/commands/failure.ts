import { describeError, FatalError, RetryableError, UsageError } from "../errors.ts";
import { redactor } from "../log.ts";

export interface Failure {
  /** What to tell, one plain line a problem. */
  readonly lines: readonly string[];
  readonly exitCode: 1 | 2;
}

/**
 * What to tell of an error that ended the program.
 * @param isDetailed also its causes, and for an error that nobody foresaw where it came from
 */
export function describeFailure(error: unknown, isDetailed: boolean, secrets: readonly string[]): Failure {
  const isForeseen = error instanceof FatalError || error instanceof RetryableError;
  const told = error instanceof UsageError ? error.problems : [isForeseen ? error.message : unforeseen(error)];
  const detail = isDetailed ? [...causes(error), ...(isForeseen ? [] : stackOf(error))] : [];
  return {
    lines: [...told, ...detail].map(redactor(secrets)),
    exitCode: error instanceof UsageError ? 2 : 1,
  };
}

function unforeseen(error: unknown): string {
  return `this should not have happened: ${describeError(error)} (--log-level debug tells more)`;
}

function causes(error: unknown): readonly string[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? [] : [`  because: ${describeError(cause)}`, ...causes(cause)];
}

function stackOf(error: unknown): readonly string[] {
  return error instanceof Error && error.stack !== undefined ? error.stack.split("\n").slice(1) : [];
}
