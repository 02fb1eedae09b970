import { readFileSync, writeFileSync } from "node:fs";
import { bridgeEntities, routerEntities } from "../../src/home-assistant/entities.ts";
import type { Entity } from "../../src/home-assistant/entity.ts";

const tables: Readonly<Record<string, readonly Entity[]>> = {
  "entities of a router": routerEntities,
  "entities of the bridge": bridgeEntities,
};

/** The page with its tables of entities as they are now. */
export function withEntityTables(page: string): string {
  return Object.entries(tables).reduce((text, [name, entities]) => {
    const [begin, end] = [`<!-- ${name} -->\n`, "<!-- end -->"];
    const from = text.indexOf(begin) + begin.length;
    return text.slice(0, from) + tableOf(entities) + text.slice(text.indexOf(end, from));
  }, page);
}

function tableOf(entities: readonly Entity[]): string {
  const rows = entities.map((entity) => [
    `*${entity.name}*`,
    `\`${entity.platform}.…_${entity.key}\``,
    unitOf(entity),
    aboutOf(entity),
  ]);
  const table = [["entity", "id", "unit", "what it means"], ["---", "---", "---", "---"], ...rows];
  return table.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function unitOf(entity: Entity): string {
  return "unit" in entity && entity.unit !== undefined ? entity.unit : "";
}

function aboutOf({ about, isDisabled, needs }: Entity): string {
  const notes = [
    ...(isDisabled === true ? ["Disabled until you enable it."] : []),
    ...(needs === "asking" ? ["Not there where the router sends its log by itself."] : []),
  ];
  return [about, ...notes].join(" ");
}

const page = new URL("../../addon/DOCS.md", import.meta.url);

if (import.meta.main) writeFileSync(page, withEntityTables(readFileSync(page, "utf8")));
