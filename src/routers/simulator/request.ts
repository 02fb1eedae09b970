/** What a browser or a bridge asked for. */
export interface SimulatedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; of a repeated header the last. */
  readonly headers: ReadonlyMap<string, string>;
  /** Fields of a form that was sent, whatever type it says. */
  readonly form: URLSearchParams;
  /** What was sent, a character for each byte. */
  readonly body: string;
  /** Where it came from: some old routers know a person by nothing else. */
  readonly address: string;
}

/** The request that these characters hold; undefined while it is not whole. Never throws: nonsense is a request of method "". */
export function readRequest(received: string, address: string): SimulatedRequest | undefined {
  const end = /\r?\n\r?\n/.exec(received);
  if (end === null) return undefined;
  const [first = "", ...lines] = received.slice(0, end.index).split(/\r?\n/);
  const headers = new Map(lines.map(header));
  const body = received.slice(end.index + end[0].length);
  if (body.length < Number(headers.get("content-length") ?? 0)) return undefined;
  const [method = "", target = "/"] = first.split(" ");
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1));
  return { method, path, query, headers, form: new URLSearchParams(body), body, address };
}

/** User and password of a Basic authorization, if the request has one. */
export function basicCredentials(
  request: SimulatedRequest,
): { readonly username: string; readonly password: string } | undefined {
  const [scheme = "", token = ""] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() !== "basic") return undefined;
  const text = Buffer.from(token, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function header(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  return colon === -1 ? [line.toLowerCase(), ""] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
