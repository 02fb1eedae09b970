import type { TestEvent } from "node:test/reporters";

/** One family's outcomes by the name of the check. */
type Column = Map<string, boolean>;

/** A reporter of Node's test runner that shows the conformance suite as a table, and below it what the truth checks counted. */
async function* conformanceTable(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const columns = new Map<string, Column>();
  const figures: string[] = [];
  let family = "";
  let last = "";
  for await (const { type, data } of events) {
    if (type === "test:start" && data.nesting === 0) family = data.name;
    if (type === "test:pass" || type === "test:fail") {
      last = `${data.name.replace(/:.*/, "")}${type === "test:fail" ? ": FAILED" : ""}`;
      if (data.nesting === 1) columnOf(columns, family).set(data.name, type === "test:pass");
      else if (data.details.type !== "suite" && type === "test:fail") figures.push(last);
    }
    if (type === "test:diagnostic" && data.nesting === 0 && data.message.includes(" probes: "))
      figures.push(`${last}: ${data.message}`);
  }
  yield `${tableOf(columns)}\n\n${figures.join("\n")}\n`;
}

/** The runner takes a reporter by its default export alone. */
// biome-ignore lint/style/noDefaultExport: the runner's contract
export default conformanceTable;

function columnOf(columns: Map<string, Column>, family: string): Column {
  const column = columns.get(family) ?? new Map<string, boolean>();
  columns.set(family, column);
  return column;
}

function tableOf(columns: ReadonlyMap<string, Column>): string {
  const families = [...columns.keys()];
  const names = [...new Set([...columns.values()].flatMap((column) => [...column.keys()]))];
  const rows = [
    ["", ...families],
    ["---", ...families.map(() => "---")],
    ...names.map((name) => [name, ...families.map((family) => mark(columns.get(family)?.get(name)))]),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function mark(hasPassed: boolean | undefined): string {
  if (hasPassed === undefined) return "-";
  return hasPassed ? "yes" : "NO";
}
