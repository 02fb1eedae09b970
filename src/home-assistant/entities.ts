import { attackEntities } from "./entities/attacks.ts";
import { figureEntities } from "./entities/figures.ts";
import { readingEntities } from "./entities/reading.ts";
import type { Entity } from "./entity.ts";

export { bridgeEntities } from "./entities/bridge.ts";

/** Everything that Home Assistant shows of a router. */
export const routerEntities: readonly Entity[] = [...attackEntities, ...figureEntities, ...readingEntities];

/**
 * What earlier versions showed of a router and this one does not: Home Assistant keeps a component that is merely left out, as a
 * ghost that is never told anything again.
 */
export const formerRouterEntities: readonly Pick<Entity, "platform" | "component" | "key">[] = [
  { platform: "binary_sensor", key: "burst" },
];
