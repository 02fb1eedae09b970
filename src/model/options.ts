/** One option of a family or detector, as plain data: configuration, documentation and types are made of it. */
export interface OptionRow {
  readonly doc: string;
  readonly default: string | number | boolean;
  /** The allowed words of a text. */
  readonly oneOf?: readonly string[];
  /** What is allowed in place of a text that will not do; undefined for one that will. An empty text is never asked about. */
  readonly refuse?: (text: string) => string | undefined;
  /** True for what may hold a password: shown to nobody. */
  readonly isSecret?: boolean;
  /** Smallest and largest allowed number. */
  readonly min?: number;
  readonly max?: number;
}

/** Options by their snake_case key. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : never;

/** The values that a table of options leads to. */
export type OptionValues<Table extends OptionTable> = { readonly [Key in keyof Table]: Widen<Table[Key]["default"]> };
