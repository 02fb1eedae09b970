import type { RouterOverview } from "../../../model/web.ts";
import type { Context } from "../context.ts";

/** The routers that the place is about: one, or all. */
export function chosenRouters({ place, overview }: Context): readonly RouterOverview[] {
  const name = place.query["router"];
  return name === undefined ? overview.routers : overview.routers.filter((router) => router.name === name);
}

/** The same for the API. */
export function routerQuery({ place }: Context): { readonly router: string | undefined } {
  return { router: place.query["router"] };
}

/** The zone of a router's clock. */
export function zoneOf({ overview }: Context, router: string): string | undefined {
  return overview.routers.find(({ name }) => name === router)?.timezone;
}
