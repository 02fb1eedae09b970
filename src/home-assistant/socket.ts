import { FatalError, RetryableError } from "../errors.ts";

/** Where Home Assistant is, and what lets us in. */
export interface HomeAssistantSettings {
  /** Its address for browsers (http, https), or that of its WebSocket interface (ws, wss). */
  readonly url: string;
  readonly token: string;
}

/** One command of its WebSocket interface, and the result of it. */
export type Ask = (command: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** A connection that was let in. */
export interface HomeAssistantSocket {
  readonly version: string;
  /**
   * @throws RetryableError when it is away, takes too long, or cannot do it now
   */
  readonly ask: Ask;
  close(): void;
}

/** Home Assistant itself gives up on a login after ten seconds. */
const loginMs = 10_000;
/** A small machine that sums up years of a statistic takes some seconds. */
const answerMs = 60_000;

/**
 * Connects and logs in.
 * @throws RetryableError when it does not answer; the reason of `signal` when it says stop
 * @throws FatalError when it refuses the token, or whoever the token belongs to is no administrator
 */
export async function connectHomeAssistant(
  { url, token }: HomeAssistantSettings,
  signal: AbortSignal,
): Promise<HomeAssistantSocket> {
  signal.throwIfAborted();
  const socket = new WebSocket(socketUrl(url));
  const line = createLine(socket, url);
  const stop = (): void => line.breakOff(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  socket.addEventListener("close", () => signal.removeEventListener("abort", stop));
  try {
    await within(line.next("auth_required"), loginMs, url);
    socket.send(JSON.stringify({ type: "auth", access_token: token }));
    const version = textOf(await within(line.next("auth_ok"), loginMs, url), "ha_version");
    const ask: Ask = (command) => within(line.ask(command), answerMs, url);
    await requireAdministrator(ask, url);
    return { version, ask, close: () => socket.close() };
  } catch (thrown) {
    socket.close();
    throw thrown;
  }
}

/** Statistics are taken from administrators alone. */
async function requireAdministrator(ask: Ask, url: string): Promise<void> {
  const user = await ask({ type: "auth/current_user" });
  if (isObject(user) && user["is_admin"] === true) return;
  throw new FatalError(
    `Home Assistant at ${url} takes statistics from administrators alone: make the token in an administrator's profile`,
  );
}

/** The address of the WebSocket interface behind an address for browsers. */
function socketUrl(url: string): string {
  if (/^wss?:/.test(url)) return url;
  return `${url.replace(/^http/, "ws").replace(/\/+$/, "")}/api/websocket`;
}

type Message = Readonly<Record<string, unknown>>;

interface Line {
  /** The next message, which must be of that type. */
  next(type: string): Promise<Message>;
  ask: Ask;
  /** Ends everything that waits. */
  breakOff(reason: unknown): void;
}

/** Messages by whoever waits for them: the login for the next one, a command for the one with its number. */
function createLine(socket: WebSocket, url: string): Line {
  let login = Promise.withResolvers<Message>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let broken: { readonly reason: unknown } | undefined;
  let lastId = 0;
  // Nobody may be waiting when the connection ends.
  login.promise.catch(() => undefined);
  socket.addEventListener("message", ({ data }) => {
    const message = parse(data);
    if (message["type"] === "result") settle(message);
    else login.resolve(message);
  });
  socket.addEventListener("close", () => breakOff(new RetryableError(away(url))));
  socket.addEventListener("error", () => breakOff(new RetryableError(away(url))));
  return { next, ask, breakOff };

  async function next(type: string): Promise<Message> {
    const message = await login.promise;
    if (message["type"] === "auth_invalid") throw new FatalError(refused(url, message));
    if (message["type"] !== type)
      throw new RetryableError(`what answers at ${url} does not speak as Home Assistant does`);
    if (broken === undefined) login = Promise.withResolvers();
    login.promise.catch(() => undefined);
    return message;
  }

  function ask(command: Message): Promise<unknown> {
    if (broken !== undefined) return Promise.reject(broken.reason);
    lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(lastId, answer);
    socket.send(JSON.stringify({ id: lastId, ...command }));
    return answer.promise;
  }

  function settle({ id, success, result, error }: Message): void {
    const answer = waiting.get(Number(id));
    waiting.delete(Number(id));
    if (success === true) answer?.resolve(result);
    else answer?.reject(new RetryableError(`Home Assistant at ${url} cannot do it: ${textOf(error, "message")}`));
  }

  function breakOff(reason: unknown): void {
    if (broken !== undefined) return;
    broken = { reason };
    login.reject(reason);
    for (const answer of waiting.values()) answer.reject(reason);
    waiting.clear();
    socket.close();
  }
}

async function within<Result>(work: Promise<Result>, ms: number, url: string): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new RetryableError(`Home Assistant at ${url} takes too long`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Node does not say what it was. */
function away(url: string): string {
  const isTls = /^(https|wss):/.test(url);
  const doubt = isTls ? " (its certificate must be one that this machine trusts; NODE_EXTRA_CA_CERTS adds one)" : "";
  return `Home Assistant does not answer at ${url}, or hung up${doubt}`;
}

function refused(url: string, message: Message): string {
  const words =
    "make a long-lived access token in the profile of an administrator, and set home_assistant.statistics.token";
  return `Home Assistant at ${url} refuses the token (${textOf(message, "message")}): ${words}`;
}

function parse(data: unknown): Message {
  try {
    const message: unknown = JSON.parse(String(data));
    return isObject(message) ? message : {};
  } catch {
    // Whoever sends no JSON is not Home Assistant, which is told by the type that it lacks.
    return {};
  }
}

function textOf(value: unknown, key: string): string {
  const text = isObject(value) ? value[key] : undefined;
  return typeof text === "string" ? text : "without a reason";
}

function isObject(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}
