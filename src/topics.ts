import type { FindingKind } from "./model/finding.ts";

/** The tables that have a topic. */
export const topKinds = ["ports", "sources", "domains", "countries", "networks"] as const;

export type TopKind = (typeof topKinds)[number];

/** What can be set of a router from outside. */
export const routerCommands = ["scrape", "pause", "burst_threshold"] as const;

export type RouterCommand = (typeof routerCommands)[number];

/** The topics of one router (DESIGN 4.3). */
export interface RouterTopics {
  readonly availability: string;
  readonly probes: string;
  readonly gap: string;
  readonly state: string;
  readonly summary: string;
  readonly hours: string;
  /** A filter for the attacks of every kind. */
  readonly attacks: string;
  set(command: RouterCommand): string;
  top(kind: TopKind): string;
  probe(protocol: string | undefined, door: number | "-" | undefined): string;
  attack(kind: FindingKind): string;
}

/** All topics below one base: the only place that spells a topic. */
export interface Topics {
  readonly base: string;
  readonly bridgeState: string;
  readonly bridgeInfo: string;
  readonly bridgeHealth: string;
  readonly setLogLevel: string;
  /** A filter for requests of every kind. */
  readonly requests: string;
  /** The action that a topic of `requests` asks for. */
  requestedAction(topic: string): string;
  /** Where a request is answered; what looks like no action is answered as `unknown`. */
  response(action: string): string;
  router(name: string): RouterTopics;
  /** Where Home Assistant looks for a device: `id` of `deviceId`. */
  discovery(prefix: string, deviceId: string): string;
  /** Id of a router's device, or of the bridge's own when no name is given; only letters, digits and `_`. */
  deviceId(router?: string): string;
}

/** Spells the topics below `base`. Nothing that an attacker wrote is ever handed in here: names are the configuration's, the rest is closed lists and numbers. */
export function createTopics(base: string): Topics {
  return {
    base,
    bridgeState: `${base}/bridge/state`,
    bridgeInfo: `${base}/bridge/info`,
    bridgeHealth: `${base}/bridge/health`,
    setLogLevel: `${base}/bridge/set/log_level`,
    requests: `${base}/bridge/request/+`,
    requestedAction: (topic) => topic.slice(`${base}/bridge/request/`.length),
    response: (action) => `${base}/bridge/response/${/^[a-z0-9_-]{1,32}$/.test(action) ? action : "unknown"}`,
    router: (name) => routerTopics(`${base}/${name}`),
    discovery: (prefix, deviceId) => `${prefix}/device/${deviceId}/config`,
    deviceId: (router) => `${base}_${router ?? "bridge"}`.replaceAll(/[^A-Za-z0-9]/g, "_"),
  };
}

function routerTopics(root: string): RouterTopics {
  return {
    availability: `${root}/availability`,
    probes: `${root}/probes`,
    gap: `${root}/gap`,
    state: `${root}/state`,
    summary: `${root}/summary`,
    hours: `${root}/hours`,
    attacks: `${root}/attack/+`,
    set: (command) => `${root}/set/${command}`,
    top: (kind) => `${root}/top/${kind}`,
    probe: (protocol, door) => `${root}/probe/${protocolLevel(protocol)}/${door ?? "unknown"}`,
    attack: (kind) => `${root}/attack/${kind}`,
  };
}

/** A protocol is an IANA keyword or a number; anything else would be somebody's text and must not become a topic level. */
function protocolLevel(protocol: string | undefined): string {
  return protocol !== undefined && /^[a-z0-9][a-z0-9.-]{0,31}$/.test(protocol) ? protocol : "unknown";
}
