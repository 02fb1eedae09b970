import type { IncomingMessage } from "node:http";
import type { JsonText } from "../model/json-text.ts";
import type { AnySchema, Schema } from "./schema.ts";

/** What somebody asks. */
interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly request: IncomingMessage;
  /** Adds to what is told beside the answer. */
  setHeader(name: string, value: string): void;
  /** Does something once the answer was sent, or nobody waits for it any more. */
  afterwards(action: () => void): void;
}

interface Upload {
  readonly type: "application/octet-stream";
  readonly mostBytes: number;
}

interface Definition<Params, Query, Body, Answer> {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `api/v1`, with `{name}` for what varies. */
  readonly path: string;
  /** One line for the document. */
  readonly summary: string;
  readonly params?: Schema<Params>;
  readonly query?: Schema<Query>;
  readonly body?: Schema<Body>;
  /** Absent where there is nothing to tell. */
  readonly answer?: Schema<Answer>;
  /** A body that is taken as it comes, from the request itself. */
  readonly upload?: Upload;
  /** Of an answer; 200 where absent. */
  readonly status?: 202;
  /** Content types of a download, in place of an answer in JSON. */
  readonly types?: readonly string[];
  /** Whether it answers also who has not come in. */
  readonly isOpen?: boolean;
  /** Statuses of refusals, beside those that every endpoint has. */
  readonly refusals?: readonly number[];
  answerTo(asked: Asked<Params, Query, Body>): Answer | JsonText<Answer> | Promise<Answer | JsonText<Answer>>;
}

/** One thing that can be asked for: what is asked, what is answered, and how. */
export interface Endpoint
  extends Omit<Definition<never, never, never, never>, "params" | "query" | "body" | "answer" | "answerTo"> {
  readonly params?: AnySchema;
  readonly query?: AnySchema;
  readonly body?: AnySchema;
  readonly answer?: AnySchema;
  answerTo(asked: Asked<unknown, unknown, unknown>): unknown;
}

/** A file in place of an answer in JSON. */
export interface Download {
  readonly type: string;
  readonly fileName: string;
  /** Whether the browser shows it rather than keeps it. */
  readonly isInline?: boolean;
  readonly content: Uint8Array | AsyncIterable<string>;
}

/** Ties an endpoint's types to its schemas: a request that does not fit them never gets to it. */
export function endpoint<Params = undefined, Query = undefined, Body = undefined, Answer = void>(
  definition: Definition<Params, Query, Body, Answer>,
): Endpoint {
  return {
    ...definition,
    // The server has held the request to the schemas.
    answerTo: (asked) => definition.answerTo(asked as Asked<Params, Query, Body>),
  };
}
