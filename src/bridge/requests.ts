import { nearest } from "../config/nearest.ts";
import { describeError, FatalError } from "../errors.ts";
import type { Actions } from "../model/actions.ts";
import { reportRows } from "../model/report.ts";
import type { MqttLink } from "../publish/link.ts";
import type { Topics } from "../topics.ts";

export interface RequestsParts {
  readonly link: MqttLink;
  readonly topics: Topics;
  readonly actions: Actions;
}

type Transaction = string | number;
type Fields = Readonly<Record<string, unknown>>;

/** One thing that can be asked for. */
interface RequestKind {
  /** Keys beside `transaction`. */
  readonly keys: readonly string[];
  answer(fields: Fields): unknown;
}

/** No request needs more, and nobody shall make us read more. */
const longestRequest = 4096;
const longestTransaction = 256;
/** Bytes of a report: with its quotes escaped it still is a packet that every broker takes (Mosquitto 2.1: 2 MB where nothing is set). */
const longestReport = 1_000_000;
/** Whoever asked and is away so long asks again. */
const answerExpirySeconds = 300;

/** Answers requests by MQTT (DESIGN 4.3): one answer each, on the topic of its action. */
export function listenForRequests({ link, topics, actions }: RequestsParts): void {
  const kinds = requestKinds(actions);
  // A retained request would be done again at every connect.
  link.subscribe(topics.requests, (topic, payload, isRetained) => {
    if (!isRetained) void reply(topics.requestedAction(topic), payload);
  });

  async function reply(action: string, payload: string): Promise<void> {
    const answer = await answerTo(kinds, action, payload);
    const topic = topics.response(action);
    link.tell({ topic, payload: JSON.stringify(answer), retain: false, expirySeconds: answerExpirySeconds });
  }
}

async function answerTo(kinds: ReadonlyMap<string, RequestKind>, action: string, payload: string): Promise<Fields> {
  let transaction: Transaction | undefined;
  try {
    const fields = parse(payload);
    transaction = transactionOf(fields);
    const kind = kinds.get(action);
    if (kind === undefined) throw new FatalError(`unknown action ${quote(action)}${hint(action, [...kinds.keys()])}`);
    requireKnown(fields, ["transaction", ...kind.keys]);
    const data = await kind.answer(fields);
    return { ...(transaction === undefined ? {} : { transaction }), status: "ok", data };
  } catch (thrown) {
    return { ...(transaction === undefined ? {} : { transaction }), status: "error", error: describeError(thrown) };
  }
}

function requestKinds(actions: Actions): ReadonlyMap<string, RequestKind> {
  return new Map<string, RequestKind>([
    [
      "scrape",
      { keys: ["router"], answer: async (fields) => ({ routers: await actions.scrape(text(fields, "router")) }) },
    ],
    ["report", { keys: ["since", "until", "router", "format", "top"], answer: (fields) => report(fields, actions) }],
    ["rediscover", { keys: [], answer: () => ({ devices: actions.rediscover() }) }],
    ["health", { keys: [], answer: () => actions.health() }],
  ]);
}

/** Programs ask here: so it is JSON where nothing is said, and short enough for a packet. */
async function report(fields: Fields, actions: Actions): Promise<Fields> {
  const { format, bytes } = await actions.report({
    since: text(fields, "since"),
    until: text(fields, "until"),
    router: text(fields, "router"),
    format: text(fields, "format") ?? "json",
    top: number(fields, "top") ?? reportRows.shown,
  });
  requireShort(bytes.length);
  const written = new TextDecoder().decode(bytes);
  return { format, report: format === "json" ? JSON.parse(written) : written };
}

function requireShort(bytes: number): void {
  if (bytes <= longestReport) return;
  const words = `the report has ${bytes} bytes, and an answer at most ${longestReport}`;
  throw new FatalError(`${words}: ask for fewer rows (top) or a shorter time, or use the command report`);
}

/** @throws FatalError where it is no JSON object; nothing at all is an empty one */
function parse(payload: string): Fields {
  if (payload.length > longestRequest) throw new FatalError(`a request has at most ${longestRequest} characters`);
  if (payload.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch (cause) {
    throw new FatalError(`the request is no JSON: ${describeError(cause)}`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new FatalError('a request is a JSON object, such as {"transaction": "1"}');
  return Object.fromEntries(Object.entries(value));
}

function transactionOf({ transaction }: Fields): Transaction | undefined {
  if (transaction === undefined || typeof transaction === "number") return transaction;
  if (typeof transaction === "string" && transaction.length <= longestTransaction) return transaction;
  throw new FatalError(`transaction is a number or a text of at most ${longestTransaction} characters`);
}

function requireKnown(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new FatalError(`unknown key ${quote(unknown)}${hint(unknown, known)}`);
}

function text(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === "string") return value;
  throw new FatalError(`${key} is a text`);
}

function number(fields: Fields, key: string): number | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === "number") return value;
  throw new FatalError(`${key} is a number`);
}

/** What was asked for, so short that an answer stays short. */
function quote(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}

function hint(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `: known are ${known.join(", ")}` : `; did you mean "${meant}"?`;
}
