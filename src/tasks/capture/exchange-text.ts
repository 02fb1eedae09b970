import type { Exchange } from "../../routers/http/recording.ts";

/** Exchanges as a person reads them, one after the other: request, its headers and form, then status, headers and body of the answer. */
export function exchangesText(exchanges: readonly Exchange[]): string {
  return exchanges.map(exchangeText).join("\n");
}

function exchangeText({ request, status, headers, body }: Exchange, index: number): string {
  return [
    `### ${index + 1}`,
    `${request.method} ${request.path}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    "",
    ...(request.body === undefined ? [] : [request.body, ""]),
    `HTTP ${status}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "",
    body,
  ].join("\n");
}
