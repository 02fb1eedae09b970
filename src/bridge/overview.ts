import type { Config } from "../config.ts";
import type { BridgeHealth } from "../model/health.ts";
import type { RouterSettings } from "../model/router.ts";
import type { Overview, RouterOverview } from "../model/web.ts";
import { isoTime } from "../model/wire.ts";
import { requireFamily } from "../routers/index.ts";
import { isImportOnly } from "./import-only.ts";
import type { Live } from "./live.ts";

/** All routers at a glance, from what was told of them last. */
export function describeRouters(config: Config, live: Live, health: BridgeHealth, nowMs: number): Overview {
  return { now: isoTime(nowMs), health, routers: config.routers.map((router) => overviewOf(router, config, live)) };
}

function overviewOf(
  { name, family: id, timezone, url, schedule }: RouterSettings,
  config: Config,
  live: Live,
): RouterOverview {
  const { title, manufacturer, side } = requireFamily(id);
  const { router: _, ...reading } = live.latest("reading", name) ?? { router: name };
  const summary = withoutRouter(live.latest("summary", name));
  const state = withoutRouter(live.latest("state", name));
  return {
    ...{ name, family: id, family_title: title, side, timezone, reading },
    is_import_only: isImportOnly(config, id),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(side === "poll" ? { url, schedule } : {}),
    ...(summary === undefined ? {} : { summary }),
    ...(state === undefined ? {} : { state }),
  };
}

function withoutRouter<T extends { readonly router: string }>(told: T | undefined): Omit<T, "router"> | undefined {
  if (told === undefined) return undefined;
  const { router: _, ...rest } = told;
  return rest;
}
