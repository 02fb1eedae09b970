import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { RequestProblem } from "./problem.ts";

export interface GuardSettings {
  /** Whether the page is for Home Assistant's ingress alone. */
  readonly isIngress: boolean;
  /** Names by which the page may be asked for, beside localhost and addresses. */
  readonly allowedHosts: readonly string[];
  /** Whether anything may be changed: not by whoever is in the same network. */
  readonly mayChange: boolean;
}

/** The Supervisor's address in Home Assistant's own network: through it alone does ingress ask. */
const supervisor = "172.30.32.2";
/** A page of another site can send no header of its own making without asking us first, and it asks in vain. */
const changeHeader = "x-whos-knocking";

/**
 * Whether a request may be answered at all: who sent it, under which name it asks for us, and from which page it comes.
 * @throws RequestProblem where it may not
 */
export function requireGuest(request: FastifyRequest, settings: GuardSettings): void {
  const { raw } = request;
  if (settings.isIngress) requireSupervisor(request);
  else requireHost(raw.headers.host ?? "", settings.allowedHosts);
  const isApi = request.url.startsWith("/api/");
  const isChange = raw.method !== "GET" && raw.method !== "HEAD";
  if (isApi || isChange) requireOwnPage(request, settings);
  if (isChange && !settings.mayChange)
    throw new RequestProblem(403, "beyond this machine nothing can be changed without a password: set web.password");
  if (isChange && raw.headers[changeHeader] === undefined)
    throw new RequestProblem(403, `what changes something needs the header ${changeHeader}`);
}

function requireSupervisor({ raw, url }: FastifyRequest): void {
  const address = (raw.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  if (address === supervisor) return;
  // Whoever watches over the container asks from inside of it.
  const isInside = address === "127.0.0.1" || address === "::1";
  if (isInside && (url === "/health" || url === "/metrics")) return;
  throw new RequestProblem(403, "only Home Assistant's ingress is answered here");
}

/**
 * A name that somebody else's DNS leads to us is not ours (DNS rebinding); no page can ask for us by an address of its own choice
 * without being at that address.
 */
function requireHost(host: string, allowed: readonly string[]): void {
  const name = /^(\[[^\]]+\]|[^:]*)(?::\d{1,5})?$/.exec(host)?.[1]?.toLowerCase() ?? "";
  const isAddress = isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0;
  if (isAddress || name === "localhost" || allowed.some((known) => known.toLowerCase() === name)) return;
  throw new RequestProblem(403, "this name is not in web.allowed_hosts: ask for the page by localhost or an address");
}

/** Browsers that tell where a request comes from are believed; of others the origin must be the name that they ask for. */
function requireOwnPage({ raw }: FastifyRequest, { isIngress }: GuardSettings): void {
  const { origin, host } = raw.headers;
  const site = raw.headers["sec-fetch-site"];
  const isOther =
    site === undefined
      ? // Behind ingress the name is Home Assistant's, which proxies may have changed.
        origin !== undefined && !isIngress && URL.parse(origin)?.host !== host
      : site !== "same-origin" && site !== "none";
  if (isOther) throw new RequestProblem(403, "pages of other sites are not answered");
}
