import type { Server } from "node:http";
import { Readable } from "node:stream";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { requirePassword } from "./credentials.ts";
import type { Download, Endpoint } from "./endpoint.ts";
import { type GuardSettings, requireGuest } from "./guard.ts";
import { securityHeaders } from "./headers.ts";
import type { PasswordGate } from "./password-gate.ts";
import { problemOf, RequestProblem } from "./problem.ts";
import { createValidatorCompiler } from "./validator.ts";

/** How long whoever asks may take, in ms. */
interface Patience {
  readonly headersMs: number;
  readonly bodyMs: number;
}

export interface ServerSettings extends GuardSettings {
  /** Who may come in. */
  readonly gate: PasswordGate;
  readonly patience?: Patience | undefined;
  /** Told of what should never be. */
  readonly onDefect: (error: unknown) => void;
}

/** A key that does not fit, as the validator tells it. */
interface Misfit {
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const usualPatience: Patience = { headersMs: 10_000, bodyMs: 15_000 };
/** Settings and passwords are short. */
const longestBody = 64 * 1024;
const mostConnections = 1200;
const usualRetrySeconds = 5;
const idleMs = 10_000;
/** An upload may take long, as long as something comes. */
const uploadIdleMs = 30_000;
const methods = ["GET", "POST", "DELETE", "PUT", "PATCH"] as const;

/** A server that answers guests alone, tells every refusal in the same form, and waits for nobody too long. */
export function createServer(settings: ServerSettings): FastifyInstance {
  const { headersMs, bodyMs } = settings.patience ?? usualPatience;
  const app = fastify({
    logger: false,
    bodyLimit: longestBody,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    keepAliveTimeout: idleMs,
    // Bodies have a clock of their own, because an upload may take long.
    requestTimeout: 0,
    routerOptions: { maxParamLength: 300 },
    schemaErrorFormatter: (errors) => new RequestProblem(400, errors.map(describeMisfit).join("; ")),
    http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.min(5000, headersMs) },
    frameworkErrors: (error, _request, reply) => void refuse(error, reply),
  });
  app.setValidatorCompiler(createValidatorCompiler());
  app.removeContentTypeParser("text/plain");
  // What is uploaded is read by whoever takes it.
  app.addContentTypeParser("application/octet-stream", (_request, payload, done) => done(null, payload));
  const server: Server = app.server;
  server.maxConnections = mostConnections;
  const headers = securityHeaders(settings.isIngress);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    requireGuest(request, settings);
    hurry(request, bodyMs);
    if (request.routeOptions.config.isOpen !== true) await requirePassword(request.raw, settings.gate);
  });
  app.setErrorHandler((error, _request, reply) => {
    // Whoever asked has gone: what was under way for them was given up.
    const isGone = reply.raw.destroyed;
    const { status } = refuse(error, reply);
    if (status === 500 && !isGone) settings.onDefect(error);
  });
  app.setNotFoundHandler((_request, reply) => void refuse(new RequestProblem(404, "there is nothing here"), reply));
  return app;
}

/** Has an endpoint answer, held to its schemas. */
export function serveEndpoints(app: FastifyInstance, base: string, endpoints: readonly Endpoint[]): void {
  for (const endpoint of endpoints) {
    const { method, path, params, query, body, upload } = endpoint;
    app.route({
      method,
      url: base + routeOf(path),
      config: { isOpen: endpoint.isOpen === true, isUpload: upload !== undefined },
      ...(upload && { bodyLimit: upload.mostBytes }),
      schema: {
        ...(params && { params: params.json }),
        ...(query && { querystring: query.json }),
        ...(body && { body: body.json }),
      },
      handler: (request, reply) => answer(endpoint, request, reply),
    });
  }
  for (const [path, group = []] of Object.entries(Object.groupBy(endpoints, (endpoint) => endpoint.path)))
    allowOnly(
      app,
      base + routeOf(path),
      group.map(({ method }) => method),
    );
}

/** Refuses every other method of a path. */
export function allowOnly(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  app.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    config: { isOpen: true },
    handler: (_request, reply) => {
      reply.header("allow", allowed.join(", "));
      throw new RequestProblem(405, `allowed here: ${allowed.join(", ")}`);
    },
  });
}

async function answer(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const stop = new AbortController();
  reply.raw.once("close", () => stop.abort());
  const { params, query, body } = request;
  const setHeader = (name: string, value: string) => void reply.header(name, value);
  const afterwards = (action: () => void) => void reply.raw.once("close", action);
  const asked = { params, query, body, signal: stop.signal, request: request.raw, setHeader, afterwards };
  const answered = await endpoint.answerTo(asked);
  reply.header("cache-control", "no-store").code(endpoint.status ?? 200);
  if (answered === undefined) return reply.code(204).send();
  if (isDownload(answered)) return sendDownload(answered, reply);
  reply.type("application/json; charset=utf-8");
  return reply.send(isJsonText(answered) ? answered.json : JSON.stringify(answered));
}

function isDownload(answered: unknown): answered is Download {
  return typeof answered === "object" && answered !== null && "fileName" in answered && "content" in answered;
}

/** A document that a stranger may have had a hand in runs nothing and asks for nothing, wherever it is shown. */
const documentPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

function sendDownload({ type, fileName, isInline, content }: Download, reply: FastifyReply): FastifyReply {
  reply.header("content-disposition", `${isInline === true ? "inline" : "attachment"}; filename="${fileName}"`);
  reply.header("content-security-policy", documentPolicy).removeHeader("x-frame-options");
  return reply.type(type).send(content instanceof Uint8Array ? content : Readable.from(content, { objectMode: false }));
}

function isJsonText(answered: unknown): answered is { readonly json: string } {
  return typeof answered === "object" && answered !== null && "json" in answered && typeof answered.json === "string";
}

function refuse(thrown: unknown, reply: FastifyReply): { readonly status: number } {
  const problem = problemOf(thrown);
  const retryAfter = thrown instanceof RequestProblem ? thrown.retryAfter : undefined;
  // A scheme that browsers do not know: they would ask for a password in a window of their own.
  if (problem.status === 401) reply.header("www-authenticate", 'Session realm="whos-knocking"');
  if (retryAfter !== undefined || problem.status === 503) reply.header("retry-after", retryAfter ?? usualRetrySeconds);
  reply.code(problem.status).type("application/problem+json").header("cache-control", "no-store");
  reply.send(JSON.stringify(problem));
  return problem;
}

/** Whoever sends a body bit by bit holds a connection, and no longer than this. */
function hurry({ raw, routeOptions }: FastifyRequest, bodyMs: number): void {
  if (raw.complete) return;
  if (routeOptions.config.isUpload === true) {
    raw.setTimeout(uploadIdleMs, () => raw.destroy());
    return;
  }
  const timer = setTimeout(() => raw.destroy(), bodyMs);
  raw.once("close", () => clearTimeout(timer));
}

/** What of a request does not fit its schema. */
function describeMisfit({ instancePath, message = "", params }: Misfit): string {
  const { allowedValues, additionalProperty } = params;
  const words = Array.isArray(allowedValues) ? `must be one of ${allowedValues.join(", ")}` : message;
  const key =
    additionalProperty === undefined ? instancePath.slice(1).replaceAll("/", ".") : String(additionalProperty);
  if (additionalProperty !== undefined) return `${key}: unknown`;
  return key === "" ? words : `${key}: ${words}`;
}

function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answers also who has not come in. */
    readonly isOpen?: boolean;
    /** Its body may be large and take long. */
    readonly isUpload?: boolean;
  }
}
