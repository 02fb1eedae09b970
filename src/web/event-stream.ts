import type { ServerResponse } from "node:http";
import type { LiveEvent, LiveFeed } from "../model/live.ts";
import { RequestProblem } from "./problem.ts";

export interface EventStreamParts {
  readonly feed: LiveFeed;
  /** Names this run of the program: numbers of events begin anew with each. */
  readonly run: string;
  /** What every stream begins with. */
  readonly hello: () => unknown;
}

/** What happens, told to everybody who looks on (server-sent events, HTML 9.2). */
export interface EventStreams {
  /**
   * Tells from now on, beginning with what holds now, or with what was missed since the event of that id.
   * @throws RequestProblem where too many look on already
   */
  open(response: ServerResponse, headers: Readonly<Record<string, unknown>>, lastId: string | undefined): void;
  count(): number;
  close(): void;
}

/** A household has some tabs open; a thousand take some MB. */
const mostStreams = 1024;
/** Proxies cut lines on which nothing happens, most after a minute. */
const heartbeatMs = 15_000;
const retryMs = 3000;
/** What waits for a reader: one that is so far behind is cut off, and its browser comes back. */
const mostWaitingBytes = 256 * 1024;
/** So many events are sent again to who comes back. */
const remembered = 256;

interface Told {
  readonly number: number;
  readonly text: string;
}

export function openEventStreams({ feed, run, hello }: EventStreamParts): EventStreams {
  const streams = new Set<ServerResponse>();
  const recent: Told[] = [];
  let number = 0;
  const unsubscribe = feed.subscribe((event) => {
    number += 1;
    const told = { number, text: textOf(event, `${run}-${number}`) };
    if (recent.push(told) > remembered) recent.shift();
    for (const stream of streams) send(stream, told.text);
  });
  const heartbeat = setInterval(() => {
    for (const stream of streams) send(stream, ":\n\n");
  }, heartbeatMs);
  return {
    open(response, headers, lastId) {
      if (streams.size >= mostStreams)
        throw new RequestProblem(503, `${mostStreams} event streams are open already`, 60);
      response.writeHead(200, {
        ...headers,
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-transform",
        // nginx would gather what is to be told at once.
        "x-accel-buffering": "no",
      });
      response.on("close", () => streams.delete(response));
      response.on("error", () => streams.delete(response));
      streams.add(response);
      response.write(beginning(lastId));
    },
    count: () => streams.size,
    close() {
      unsubscribe();
      clearInterval(heartbeat);
      // What was told last still arrives; connections that will not end are cut by the server.
      for (const stream of streams) stream.end();
    },
  };

  function beginning(lastId: string | undefined): string {
    const id = `${run}-${number}`;
    const greeting = `retry: ${retryMs}\nid: ${id}\nevent: hello\ndata: ${JSON.stringify(hello())}\n\n`;
    const missed = missedSince(lastId);
    if (missed !== undefined) return greeting + missed.map(({ text }) => text).join("");
    return (
      greeting +
      feed
        .snapshot()
        .map((event) => textOf(event, id))
        .join("")
    );
  }

  /** What was told after an event of this run, where all of it is remembered. */
  function missedSince(lastId: string | undefined): readonly Told[] | undefined {
    if (lastId === undefined || !lastId.startsWith(`${run}-`)) return undefined;
    const last = Number(lastId.slice(run.length + 1));
    if (!Number.isInteger(last) || last > number || number - last > recent.length) return undefined;
    return recent.filter((told) => told.number > last);
  }

  function send(stream: ServerResponse, text: string): void {
    if (stream.writableLength > mostWaitingBytes) {
      streams.delete(stream);
      stream.destroy();
      return;
    }
    stream.write(text);
  }
}

function textOf({ event, data }: LiveEvent, id: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
