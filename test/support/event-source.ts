import { type IncomingMessage, request } from "node:http";
import type { TestContext } from "node:test";

/** One server-sent event. */
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** A reader of an event stream. */
export interface EventReader {
  readonly response: IncomingMessage;
  readonly events: readonly SentEvent[];
  /** All that was sent, comments too. */
  text(): string;
  /** Resolves with the first event, past or to come, that fits; rejects when the stream ends before. */
  event(fits: (event: SentEvent) => boolean): Promise<SentEvent>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens an event stream, which goes with the test. */
export async function readEvents(
  t: TestContext,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers, agent: false }, resolve).on("error", reject).end();
  });
  const events: SentEvent[] = [];
  const looks = new Set<() => void>();
  let all = "";
  let rest = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    all += piece;
    rest += piece;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    events.push(...blocks.map(readBlock).filter(({ event }) => event !== ""));
    for (const look of [...looks]) look();
  });
  response.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => response.on("close", () => resolve()));
  t.after(() => response.destroy());
  return {
    response,
    events,
    ended,
    text: () => all,
    close: () => response.destroy(),
    event: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find(fits);
          if (found === undefined) return;
          looks.delete(look);
          resolve(found);
        };
        looks.add(look);
        void ended.then(() => reject(new Error(`the stream ended: ${all}`)));
        look();
      }),
  };
}

function readBlock(block: string): SentEvent {
  const fields = new Map(block.split("\n").map((line) => [line.split(":")[0] ?? "", line.replace(/^\w*: ?/, "")]));
  return { id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: fields.get("data") ?? "" };
}
