import { AsyncLocalStorage } from "node:async_hooks";
import { decodePage } from "./charset.ts";
import { unpack } from "./content.ts";
import type { HeaderLine, RawAnswer, RawRequest, Target } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";

/** A request as it went out, with its login and its cookies, and the whole answer as a text. */
export interface Exchange {
  readonly request: RawRequest;
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

type Listen = (target: Target, request: RawRequest, answer: RawAnswer) => Promise<void>;

const listening = new AsyncLocalStorage<Listen>();

/**
 * Runs some work and hands every exchange with a router that belongs to it to `onExchange`, in order, whatever client has it: for captures,
 * which want to see what a family does and not to change it.
 */
export function recordExchanges<T>(
  charset: string,
  onExchange: (exchange: Exchange) => void,
  work: () => Promise<T>,
): Promise<T> {
  return listening.run(async (target, request, answer) => {
    const [contentType = ""] = valuesOf(answer.headers, "content-type");
    const body = decodePage(await unpack(target, answer), charset, contentType);
    onExchange({ request, status: answer.status, headers: answer.headers, body });
  }, work);
}

/** Tells whoever listens of an exchange; nearly always that is nobody. */
export async function tellExchange(target: Target, request: RawRequest, answer: RawAnswer): Promise<void> {
  await listening.getStore()?.(target, request, answer);
}
