import { STATUS_CODES } from "node:http";
import { FatalError, RetryableError } from "../errors.ts";
import { integer, object, type Schema, text, word } from "./schema.ts";

/** What a request that cannot be answered is told (RFC 9457). */
interface Problem {
  readonly status: number;
  readonly title: string;
  /** In words for people. */
  readonly detail: string;
  readonly code: ProblemCode;
}

const codes = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  408: "too_slow",
  409: "conflict",
  413: "too_large",
  415: "unsupported_media_type",
  422: "failed",
  429: "too_many_requests",
  500: "internal",
  503: "unavailable",
} as const;

type Status = keyof typeof codes;
type ProblemCode = (typeof codes)[Status];

export const problemSchema: Schema<Problem> = object("Why a request was not answered (RFC 9457).", {
  status: integer("status of HTTP"),
  title: text("its usual words"),
  detail: text("what is wrong, in words for people"),
  code: word("the same for programs", Object.values(codes)),
});

/** A request that is refused, and why. */
export class RequestProblem extends FatalError {
  readonly status: Status;
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | undefined;

  constructor(status: Status, detail: string, retryAfter?: number) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What is told of an error; of a defect no more than that there is one. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof RequestProblem) return problem(thrown.status, thrown.message);
  if (thrown instanceof RetryableError) return problem(503, thrown.message);
  if (thrown instanceof FatalError) return problem(statusOfFacts(thrown), thrown.message);
  const status = statusOf(thrown);
  if (status === undefined) return problem(500, "this is a mistake of the program: its log says more");
  return problem(status, thrown instanceof Error ? thrown.message : "");
}

function statusOfFacts({ facts }: FatalError): Status {
  if (facts["tooLarge"] === true) return 413;
  return facts["conflict"] === true ? 409 : 422;
}

/** The status of a refusal by the HTTP library. */
function statusOf(thrown: unknown): Status | undefined {
  if (!(thrown instanceof Error) || !("statusCode" in thrown)) return undefined;
  const { statusCode } = thrown;
  return typeof statusCode === "number" && statusCode < 500 ? (isStatus(statusCode) ? statusCode : 400) : undefined;
}

function isStatus(status: number): status is Status {
  return Object.hasOwn(codes, status);
}

function problem(status: Status, detail: string): Problem {
  return { status, title: STATUS_CODES[status] ?? "", detail, code: codes[status] };
}
