import type { RouterFamily } from "../model/router.ts";
import { families } from "../routers/index.ts";
import type { Command } from "./command.ts";

const facts = ["time", "protocol", "source", "source_port", "port", "destination", "action"] as const;

export const routers: Command = {
  name: "routers",
  usage: "routers",
  about: [
    "Shows which routers are supported: what their log tells about a packet (always, sometimes,",
    "or never), which models are known or believed to fit, and the options of each family.",
  ].join("\n"),
  options: {},
  maxPositionals: 0,
  examples: [
    ["whos-knocking routers", "shows all of them"],
    ["whos-knocking routers | grep -i netgear", "looks for one maker"],
  ],
  run: async ({ stdout }) => {
    stdout([...table(families), ...families.flatMap((family) => ["", ...description(family)])].join("\n"));
    return 0;
  },
};

/** One row a family, one column a fact. */
function table(rows: readonly RouterFamily[]): readonly string[] {
  const cells = [["family", ...facts], ...rows.map(({ id, tells }) => [id, ...facts.map((fact) => tells[fact])])];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function description(family: RouterFamily): readonly string[] {
  const { id, title, models, options } = family;
  return [
    `${id}: ${title}`,
    `  models       ${models.join(", ")}`,
    family.side === "poll"
      ? `  usual url    ${family.defaultUrl}`
      : "  its log      is sent by the router itself, to an address of syslog.listen",
    ...Object.entries(options).map(
      ([key, option]) => `  options.${key} (${JSON.stringify(option.default)}): ${option.doc}`,
    ),
  ];
}
