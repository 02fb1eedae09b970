import type { FindingKind } from "./model/finding.ts";

/** The tables that have a topic. */
export const topKinds = ["ports", "sources", "domains", "countries", "networks"] as const;

type TopKind = (typeof topKinds)[number];

/** The topics of one router (DESIGN 4.3). */
export interface RouterTopics {
  readonly availability: string;
  readonly probes: string;
  readonly gap: string;
  readonly state: string;
  readonly summary: string;
  readonly hours: string;
  readonly scrape: string;
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
    scrape: `${root}/set/scrape`,
    top: (kind) => `${root}/top/${kind}`,
    probe: (protocol, door) => `${root}/probe/${protocolLevel(protocol)}/${door ?? "unknown"}`,
    attack: (kind) => `${root}/attack/${kind}`,
  };
}

/** A protocol is an IANA keyword or a number; anything else would be somebody's text and must not become a topic level. */
function protocolLevel(protocol: string | undefined): string {
  return protocol !== undefined && /^[a-z0-9][a-z0-9.-]{0,31}$/.test(protocol) ? protocol : "unknown";
}
