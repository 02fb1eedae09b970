import { episodeStates, findingKinds } from "../../model/finding.ts";
import type { RouterState } from "../../model/summary.ts";
import type { Entity } from "../entity.ts";
import { readFlag } from "../templates.ts";

/** What happens, to be acted upon. */
export const attackEntities: readonly Entity[] = [
  {
    key: "under_attack",
    platform: "binary_sensor",
    name: "Under attack",
    about: "On while an episode goes on that is bad enough, and some calm minutes longer.",
    topic: "state",
    deviceClass: "safety",
    template: readFlag<RouterState>("under_attack"),
    availability: "bridge_and_router",
  },
  {
    key: "attack",
    platform: "event",
    name: "Attack",
    about: "An episode began, goes on or ended; the event's type tells which, its attributes the rest.",
    topic: "attacks",
    types: findingKinds.flatMap((kind) => episodeStates.map((state) => `${kind}_${state}`)),
    icon: "mdi:shield-alert",
    availability: "bridge",
  },
  {
    key: "probes",
    component: "new_probes",
    platform: "event",
    name: "New probes",
    about: "A reading of the log brought something: how many, from whom, on which ports. One event a reading.",
    topic: "probes",
    types: ["probes"],
    icon: "mdi:shield-plus",
    availability: "bridge",
    isDisabled: true,
  },
];
