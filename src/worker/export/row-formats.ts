import type { ExportFormatId } from "../../model/export.ts";
import { csv } from "./csv.ts";
import { ecs } from "./ecs.ts";
import { ndjson } from "./ndjson.ts";
import type { RowFormat } from "./row-format.ts";

/** Formats that need no account, by their id. @param vendors makers of routers by their names */
export const rowFormats: Readonly<
  Record<Exclude<ExportFormatId, "dshield">, (vendors: ReadonlyMap<string, string>) => RowFormat>
> = {
  ndjson: () => ndjson,
  csv: () => csv,
  ecs,
};
