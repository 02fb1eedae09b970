import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { isRow, type Row, type RowTree } from "../../src/config/row.ts";
import { foreignKeys, routerRows, schema } from "../../src/config/schema.ts";
import { families } from "../../src/routers/index.ts";
import { pollFamilies } from "./families.ts";

/** What `config/default.yaml` must be: every key once, with its default and what it is for. */
export function configReference(): string {
  const sections = Object.entries(schema).map(([key, node]) =>
    key === "routers" ? [...render({ [key]: schema.routers }, 0), ...routerEntry()] : render({ [key]: node }, 0),
  );
  return `${[header, ...sections].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const header = [
  "# Who's Knocking: every option once, with its default. Nothing here has to be set but your routers and your broker:",
  "# begin with a file of config/examples, named whos-knocking.yaml, and take from here what you want otherwise.",
  "#",
  "# The environment goes before this file, and flags before both: mqtt.url is WHOS_KNOCKING_MQTT_URL and --mqtt-url.",
  "# Lists and blocks are written as JSON there. Relative names of files count from the folder that the program is started in.",
];

function render(tree: RowTree, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  return Object.entries(tree).flatMap(([key, node]) =>
    isRow(node)
      ? [`${indent}# ${sentence(node)}`, ...valueLines(key, node.default).map((line) => indent + line)]
      : [`${indent}${key}:`, ...render(node, depth + 1)],
  );
}

/** A list has a line for each item. */
function valueLines(key: string, value: unknown): readonly string[] {
  const lines = stringify(value).trimEnd().split("\n");
  const isBlock = Array.isArray(value) && value.length > 0;
  return isBlock ? [`${key}:`, ...lines.map((line) => `  ${line}`)] : [`${key}: ${lines.join("\n")}`];
}

/** The keys of one entry, all of them as a comment: without a router's own name and address there is no default. */
function routerEntry(): readonly string[] {
  const [asked, sending] = [pollFamilies[0], families.find(({ side }) => side === "push")];
  const pushKeys = foreignKeys(asked?.id ?? "");
  const keys = (isWanted: (key: string) => boolean): readonly string[] => {
    const { options: _, ...rows } = routerRows("");
    return Object.entries(rows)
      .filter(([key]) => isWanted(key))
      .flatMap(([key, row]) => [
        `    # ${sentence(row)}`,
        `${key === "name" ? "  - " : "    "}${key}: ${stringify(exampleOf(key, row)).trimEnd()}`,
      ]);
  };
  const options = families.flatMap(({ id, options: table }) =>
    Object.keys(table).length === 0
      ? []
      : [`    # The options of family ${id}.`, ...render({ options: routerRows(id).options }, 2)],
  );
  const inPlace = `    # Of family ${sending?.id} there are, in place of ${foreignKeys(sending?.id ?? "").join(", ")}:`;
  const lines = [
    ...keys((key) => !pushKeys.includes(key)),
    ...options,
    inPlace,
    ...keys((key) => pushKeys.includes(key)),
  ];
  return ["", "# routers:", ...lines.map((line) => `# ${line}`)];
}

function exampleOf(key: string, row: Row<unknown>): unknown {
  const [first] = pollFamilies;
  const examples: Readonly<Record<string, unknown>> = { name: "home", family: first?.id, url: first?.defaultUrl };
  return examples[key] ?? row.default;
}

function sentence(row: Row<unknown>): string {
  const words = `${row.doc.charAt(0).toUpperCase()}${row.doc.slice(1)}${row.doc.endsWith(".") ? "" : "."}`;
  return row.isRequired && row.default === "" ? `${words} Must be given.` : words;
}

if (import.meta.main) writeFileSync(new URL("../../config/default.yaml", import.meta.url), configReference());
