import type { Config } from "../config.ts";
import { requireFamily } from "../routers/index.ts";

/** Whether routers of a family would send their log and nobody listens: they are there for the logs that are imported. */
export function isImportOnly({ syslog }: Pick<Config, "syslog">, family: string): boolean {
  return syslog.listen.length === 0 && requireFamily(family).side === "push";
}
