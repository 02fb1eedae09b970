import type { TestContext } from "node:test";
import { createHttpClient } from "../../src/routers/http/client.ts";
import type { HttpAnswer, HttpClient, HttpRequest, HttpSettings } from "../../src/routers/http/contract.ts";

/** A client that closes with the test; patient unless told otherwise. */
export function openClient(t: TestContext, url: string, settings: Partial<HttpSettings> = {}): HttpClient {
  const client = createHttpClient({
    url,
    tls: { mode: "system" },
    timeoutMs: 5000,
    maxBytes: 1_000_000,
    charset: "",
    reader: "auto",
    now: Date.now,
    ...settings,
  });
  t.after(() => client.close());
  return client;
}

export function get(client: HttpClient, path = "/", more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
  return client.request({ method: "GET", path, signal: new AbortController().signal, ...more });
}

export function post(
  client: HttpClient,
  path: string,
  form: Readonly<Record<string, string>>,
  more: Partial<HttpRequest> = {},
): Promise<HttpAnswer> {
  return client.request({ method: "POST", path, form, signal: new AbortController().signal, ...more });
}
