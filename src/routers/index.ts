import { FatalError } from "../errors.ts";
import type { RouterFamily } from "../model/router.ts";
import { asuswrt } from "./asuswrt/index.ts";
import { dlinkDi } from "./d-link-di/index.ts";
import { dlinkDir } from "./d-link-dir/index.ts";
import { ddwrt } from "./dd-wrt/index.ts";
import { fritzbox } from "./fritzbox/index.ts";
import { generic } from "./generic/index.ts";
import { linksys } from "./linksys/index.ts";
import { mikrotik } from "./mikrotik/index.ts";
import { netgear } from "./netgear/index.ts";
import { openwrt } from "./openwrt/index.ts";
import { opnsense } from "./opnsense/index.ts";
import { pfsense } from "./pfsense/index.ts";
import { smcAccton } from "./smc-accton/index.ts";
import { smcBarricade } from "./smc-barricade/index.ts";
import { syslog } from "./syslog/index.ts";
import { tomato } from "./tomato/index.ts";
import { unifi } from "./unifi/index.ts";

/** Every family that the program knows; a new router is one line here. */
export const families: readonly RouterFamily[] = [
  smcBarricade,
  smcAccton,
  dlinkDi,
  dlinkDir,
  linksys,
  ddwrt,
  tomato,
  netgear,
  openwrt,
  pfsense,
  opnsense,
  mikrotik,
  asuswrt,
  unifi,
  fritzbox,
  syslog,
  generic,
];

/** The family of that id, if it is known. */
export function findFamily(id: string): RouterFamily | undefined {
  return families.find((family) => family.id === id);
}

/**
 * The family of that id.
 * @throws FatalError when there is none; a configuration that was read names only families that there are
 */
export function requireFamily(id: string): RouterFamily {
  const family = findFamily(id);
  if (family === undefined)
    throw new FatalError(`the family ${id} is not known: ${families.map((known) => known.id).join(", ")} are`);
  return family;
}
