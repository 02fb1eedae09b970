/** Facts that go with an error: what was seen, where, and what to do. Never a secret. */
export interface ErrorFacts {
  readonly [fact: string]: string | number | boolean | undefined;
}

interface ErrorDetail extends ErrorOptions {
  readonly facts?: ErrorFacts;
}

/** Worth another try later: keep the last state, mark it unavailable, back off. */
export class RetryableError extends Error {
  override readonly name: string = "RetryableError";
  readonly facts: ErrorFacts;

  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail);
    this.facts = detail.facts ?? {};
  }
}

/** No use trying again as things are: say it once, plainly, with what to do. */
export class FatalError extends Error {
  override readonly name: string = "FatalError";
  readonly facts: ErrorFacts;

  constructor(message: string, detail: ErrorDetail = {}) {
    super(message, detail);
    this.facts = detail.facts ?? {};
  }
}

/** Wrong usage or configuration: `problems` are whole lines for people, each naming the key, the value and what is allowed. */
export class UsageError extends FatalError {
  override readonly name = "UsageError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[], detail: ErrorDetail = {}) {
    super(problems.join("\n"), detail);
    this.problems = problems;
  }
}

/** The words of an unknown thrown value, for a message or a cause. */
export function describeError(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
