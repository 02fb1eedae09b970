import type { RouterFamily } from "../model/router.ts";
import { families } from "../routers/index.ts";
import type { Command } from "./command.ts";
import { factNames, interfaceWords, loginWords, ringWords, seenWords } from "./routers-words.ts";

export const routers: Command = {
  name: "routers",
  usage: "routers",
  about: [
    "Shows which routers are supported: what their log tells about a packet (yes, part: of some packets,",
    "no), how they let us in, how much their log holds, whether real devices were seen (pages, lines of",
    "their log, or simulated alone); then which models are known or believed to fit, what is to be known",
    "of them, and the options of each family.",
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

const knowledge = { always: "yes", sometimes: "part", never: "no" } as const;

/** One row a family. */
function table(rows: readonly RouterFamily[]): readonly string[] {
  const cells = [
    ["family", ...factNames, "login", "log holds", "seen"],
    ...rows.map((family) => [
      family.id,
      ...factNames.map((fact) => knowledge[family.tells[fact]]),
      loginWords(family),
      ringWords(family),
      family.seen,
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function description(family: RouterFamily): readonly string[] {
  const { id, title, models, limits, switchOn, options } = family;
  return [
    `${id}: ${title}`,
    `  models       ${models.join(", ")}`,
    family.side === "poll"
      ? `  usual url    ${family.defaultUrl}`
      : "  its log      is sent by the router itself, to an address of syslog.listen",
    ...interfaceWords(family).map((words) => `  mind         ${words}`),
    ...limits.map((limit) => `  not told     ${limit}`),
    ...(switchOn === "" ? [] : [`  switched on  ${switchOn}`]),
    `  seen         ${seenWords(family)}`,
    ...Object.entries(options).map(
      ([key, option]) => `  options.${key} (${JSON.stringify(option.default)}): ${option.doc}`,
    ),
  ];
}
