/** One thing that was measured, and what is aimed at. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number };
  /** How it came about, for whoever doubts it. */
  readonly note?: string;
}

/** What could not be measured here, and why. */
export interface Skipped {
  readonly what: string;
  readonly skipped: string;
}

export type Outcome = Figure | Skipped;

/** One group of measurements; `name` chooses it on the command line. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Outcome[]>;
}

/** The outcomes as a table for people. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(cells);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Whether a figure is what was aimed at; undefined where nothing was. */
export function isMet({ value, aim }: Figure): boolean | undefined {
  if (aim === undefined) return undefined;
  return "atMost" in aim ? value <= aim.atMost : value >= aim.atLeast;
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function cells(outcome: Outcome): readonly string[] {
  if ("skipped" in outcome) return [outcome.what, "", "", `skipped: ${outcome.skipped}`];
  const { what, value, unit, aim, note = "" } = outcome;
  return [
    what,
    `${rounded(value)} ${unit}`,
    aim === undefined ? "" : `${aimWords(aim)} ${unit}: ${verdict(outcome)}`,
    note,
  ];
}

function aimWords(aim: NonNullable<Figure["aim"]>): string {
  return "atMost" in aim ? `aim at most ${aim.atMost}` : `aim at least ${aim.atLeast}`;
}

function verdict(figure: Figure): string {
  return isMet(figure) === true ? "met" : "MISSED";
}

function rounded(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}
