import type { TestContext } from "node:test";
import { rawRequest } from "./raw-http.ts";
import { startRawServer } from "./raw-server.ts";

/** What becomes of one request: nothing at all, an answer in place of the router's, or silence. */
export type Meddling = "hang" | { readonly answer: string } | { readonly before: () => void } | undefined;

/** Stands between a bridge and a router, sees every exchange and may meddle with it. */
export interface Relay {
  readonly url: string;
  /** Whole requests, head and body, in order. */
  readonly requests: readonly string[];
  /** Whole answers of the router, in order. */
  readonly answers: readonly string[];
  /** Asked about each request to come; `index` counts from here. */
  meddle(choose: (index: number) => Meddling): void;
}

/** Longer than any test's router takes. */
const patienceMs = 60_000;

/** Starts one in front of `url`; it ends with the test. */
export async function startRelay(t: TestContext, url: string): Promise<Relay> {
  const answers: string[] = [];
  let choose: (index: number) => Meddling = () => undefined;
  let fromIndex = 0;
  let seen = 0;
  const server = await startRawServer(t, async (request, index) => {
    seen = index + 1;
    const meddling = choose(index - fromIndex);
    if (meddling === "hang") return { pieces: [], ending: "keep" };
    if (meddling !== undefined && "answer" in meddling) return meddling.answer;
    meddling?.before();
    const { all } = await rawRequest(url, request, patienceMs);
    answers.push(all);
    return all;
  });
  return {
    url: server.url,
    requests: server.requests,
    answers,
    meddle: (choice) => {
      choose = choice;
      fromIndex = seen;
    },
  };
}
