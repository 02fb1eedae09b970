import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { describeError, RetryableError } from "../errors.ts";
import type { WebPorts } from "../model/web.ts";
import { openAssets } from "./assets.ts";
import { apiEndpoints } from "./endpoints/index.ts";
import { type EventStreams, openEventStreams } from "./event-stream.ts";
import type { MetricsParts } from "./metrics.ts";
import { createPasswordGate } from "./password-gate.ts";
import { sendAsset } from "./send-asset.ts";
import { allowOnly, createServer, type ServerSettings, serveEndpoints } from "./server.ts";
import { vendorFiles } from "./vendor.ts";

export interface WebSettings extends Omit<ServerSettings, "gate" | "mayChange"> {
  /** Who asks for the page must know it; "" for nobody. Home Assistant lets in its own people. */
  readonly password: string;
  /** Whoever gave it already, and until when that holds; begun sessions come to it. */
  readonly sessions?: Map<string, number> | undefined;
  readonly now: () => number;
  readonly host: string;
  readonly port: number;
  /** How many ports after a taken one may be tried. */
  readonly otherPorts: number;
  /** Folder of the page's files; the program's own where absent. */
  readonly pageFolder?: string | undefined;
}

/** The page, while it is served. */
export interface WebServer {
  readonly port: number;
  /** How many look on. */
  streams(): number;
  close(): Promise<void>;
}

const base = "/api/v1";

/**
 * Serves the page and its API.
 * @throws RetryableError when the address cannot be listened on now
 */
export async function startWeb(ports: WebPorts, settings: WebSettings): Promise<WebServer> {
  const { isIngress, password, now } = settings;
  const gate = createPasswordGate(isIngress ? "" : password, now, settings.sessions);
  const mayChange = isIngress || gate.isNeeded || isLoopback(settings.host);
  const app = createServer({ ...settings, gate, mayChange });
  const run = randomBytes(6).toString("base64url");
  const hello = () => {
    const { version, now } = ports.info();
    return { version, now, run };
  };
  const streams = openEventStreams({ feed: ports.live, run, hello });
  serveEndpoints(app, base, apiEndpoints(ports, { gate, isIngress, mayChange, now }));
  serveCondition(app, ports);
  serveStreams(app, streams);
  serveMetrics(app, { ...ports, streams: streams.count });
  servePage(app, settings.pageFolder ?? join(import.meta.dirname, "page"));
  try {
    return { port: await listenSomewhere(app, settings), streams: streams.count, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }

  async function close(): Promise<void> {
    streams.close();
    await app.close();
  }
}

/** Whether nobody but this machine can ask. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function serveStreams(app: FastifyInstance, streams: EventStreams): void {
  app.get(`${base}/stream`, (request, reply) => {
    const lastId = request.headers["last-event-id"];
    streams.open(reply.raw, reply.getHeaders(), typeof lastId === "string" ? lastId : undefined);
    reply.hijack();
  });
  allowOnly(app, `${base}/stream`, ["GET"]);
}

/** For whoever watches over the process: a HEALTHCHECK, a load balancer. */
function serveCondition(app: FastifyInstance, ports: WebPorts): void {
  app.get("/health", { config: { isOpen: true } }, (_request, reply) => {
    const condition = ports.condition();
    return reply
      .code(condition.status === "ok" ? 200 : 503)
      .header("cache-control", "no-store")
      .send(condition);
  });
  allowOnly(app, "/health", ["GET"]);
}

/** Loaded when somebody asks: most households have no Prometheus. */
function serveMetrics(app: FastifyInstance, parts: MetricsParts): void {
  let made: Promise<Registry> | undefined;
  app.get("/metrics", async (_request, reply) => {
    made ??= import("./metrics.ts").then(({ createMetrics }) => createMetrics(parts));
    const registry = await made;
    return reply
      .type(registry.contentType)
      .header("cache-control", "no-store")
      .send(await registry.metrics());
  });
  allowOnly(app, "/metrics", ["GET"]);
}

function servePage(app: FastifyInstance, folder: string): void {
  const assets = openAssets(folder, vendorFiles);
  app.route<{ Params: { readonly "*": string } }>({
    method: ["GET", "HEAD"],
    url: "/*",
    config: { isOpen: true },
    handler: async (request, reply) => {
      const path = request.params["*"];
      const asset = await assets(path === "" ? "index.html" : path);
      return asset === undefined ? reply.callNotFound() : sendAsset(asset, request, reply);
    },
  });
  allowOnly(app, "/*", ["GET"]);
}

async function listenSomewhere(app: FastifyInstance, { host, port, otherPorts }: WebSettings): Promise<number> {
  const last = port === 0 ? 0 : Math.min(port + otherPorts, 65_535);
  for (let candidate = port; ; candidate += 1) {
    try {
      await app.listen({ host, port: candidate });
      const address = app.server.address();
      return typeof address === "object" && address !== null ? address.port : candidate;
    } catch (cause) {
      const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
      if (isTaken && candidate < last) continue;
      const why = isTaken ? "something listens there already" : describeError(cause);
      throw new RetryableError(`the page cannot be served on ${host}:${candidate}: ${why}`, { cause });
    }
  }
}
