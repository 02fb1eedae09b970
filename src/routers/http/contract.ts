import type { TlsTrust } from "../../model/router.ts";

/** Which HTTP reader a family starts with: undici's strict one, the lenient one for old appliances, or strict first and whichever reads the answer from then on. */
export type ReaderChoice = "strict" | "lenient" | "auto";

export interface HttpSettings {
  /** The router's own address; nothing is ever asked of another origin. */
  readonly url: string;
  readonly tls: TlsTrust;
  /** Limit on connecting, on the head and on the time between two pieces of the body, each; the whole exchange may take three times that. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Charset that overrides header and meta; "" for none. */
  readonly charset: string;
  readonly reader: ReaderChoice;
  /** Sent by Basic or Digest when the router challenges, and to this origin alone. Absent for routers with a form login. */
  readonly credentials?: {
    readonly username: string;
    readonly password: string;
    /** For APIs that take Basic and challenge nobody: it is sent with the first request already. */
    readonly isUnasked?: boolean;
  };
  readonly now: () => number;
}

export interface HttpRequest {
  /** Only an idempotent GET is ever repeated, once, and only because its reader could not read the answer. */
  readonly method: "GET" | "POST";
  /** Path and query within the router. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as application/json, in place of a form. */
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Values of a header by lower-case name, in order; an empty list where it is missing. */
  headers(name: string): readonly string[];
  /** Decoded by option, header, meta or, failing these, windows-1252. */
  readonly body: string;
  /** Our clock when the first byte of the answer arrived, UTC ms. */
  readonly answeredAtMs: number;
  /** False where a stated length was not reached before the connection closed. */
  readonly isComplete: boolean;
  /** Path and query that answered in the end, after redirects within the origin. */
  readonly path: string;
}

/** One router's HTTP: its cookies, what it challenged us with, and which reader understands it. One request at a time. */
export interface HttpClient {
  /**
   * Follows redirects within the origin, answers a Basic or Digest challenge once, keeps cookies. Any status is an answer.
   * @throws RetryableError when the router is not reached, hangs, is too slow, sends too much or what neither reader understands
   * @throws FatalError when it redirects to another origin, when its certificate is not trusted, or when the url is none
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  cookie(name: string): string | undefined;
  forgetCookies(): void;
  close(): Promise<void>;
}
