import { mkdirSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { createLive, type Live } from "../../src/bridge/live.ts";
import type { WebPorts } from "../../src/model/web.ts";
import { startWeb, type WebServer, type WebSettings } from "../../src/web/start.ts";
import { temporaryFolder } from "./folder.ts";

/** A server of the page in this process, which goes with the test. */
export interface OpenedWeb extends WebServer {
  readonly url: string;
  readonly live: Live;
  /** What the program would say in its log of its own mistakes. */
  readonly defects: readonly unknown[];
}

export interface WebOptions {
  readonly settings?: Partial<WebSettings>;
  readonly ports?: Partial<WebPorts>;
  /** The page's files, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function openWeb(t: TestContext, options: WebOptions = {}): Promise<OpenedWeb> {
  const live = createLive();
  const defects: unknown[] = [];
  const server = await startWeb(
    { ...unaskedPorts, live, ...options.ports },
    {
      ...{ host: "127.0.0.1", port: 0, otherPorts: 0, isIngress: false, allowedHosts: [] },
      ...{ password: "", now: Date.now },
      pageFolder: writeFiles(temporaryFolder(t), options.files ?? {}),
      onDefect: (error) => void defects.push(error),
      ...options.settings,
    },
  );
  t.after(() => server.close());
  return { ...server, url: `http://127.0.0.1:${server.port}`, live, defects };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const unasked = (): never => {
  throw new Error("nobody asks for this here");
};

const now = "2026-12-01T12:00:00.000Z";

/** What a test does not say is not asked for. */
const unaskedPorts: Omit<WebPorts, "live"> = {
  info: () => ({
    ...{ version: "0.1.0", is_demo: false, now, started_at: now, under_attack_severity: "high" },
    ...{ kinds: [], severities: [], log_levels: [] },
  }),
  overview: unasked,
  config: unasked,
  reader: { read: unasked },
  imports: { mostBytes: 1_000_000, begin: unasked, list: unasked, find: unasked, cancel: unasked },
  setUp: { describe: unasked, check: unasked, write: unasked, takeUp: unasked },
  condition: () => ({ status: "ok", problems: [] }),
  actions: {
    ...{ scrape: unasked, pause: unasked, setBurstThreshold: unasked, setLogLevel: unasked },
    ...{ rediscover: unasked, health: unasked, report: unasked, export: unasked, check: unasked, capture: unasked },
  },
};

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON. */
  json(): unknown;
}

/** How something is asked: nothing is added to the headers but what HTTP demands. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Asks with exactly that path: dots in it are nobody's business on the way. */
export function ask(
  base: string,
  path: string,
  { method = "GET", headers = {}, body }: AskOptions = {},
): Promise<WebAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(pieces);
        const text = bytes.toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          text,
          json: () => JSON.parse(text),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The code of a refusal. */
export function codeOf(answer: WebAnswer): unknown {
  const told = answer.json();
  return typeof told === "object" && told !== null && "code" in told ? told.code : undefined;
}
