import type { OptionTable, OptionValues } from "../../src/model/options.ts";
import type { PollFamily, PushFamily, RouterSettings } from "../../src/model/router.ts";

/** The settings of one router of a family, as the configuration would hand them over: every default, and what is given. */
export function routerSettings<Table extends OptionTable>(
  family: PollFamily<Table> | PushFamily<Table>,
  given: Partial<Omit<RouterSettings, "options">> & { readonly options?: Partial<OptionValues<Table>> } = {},
): RouterSettings<OptionValues<Table>> {
  return {
    name: "home",
    family: family.id,
    url: family.side === "poll" ? family.defaultUrl : "",
    username: "",
    password: "",
    schedule: "*/5 * * * *",
    timezone: "UTC",
    tls: { mode: "system" },
    take_over: false,
    count_unknown: true,
    known_hosts: [],
    timeout_ms: 5000,
    max_page_bytes: 1_000_000,
    charset: "",
    senders: [],
    hostnames: [],
    ...given,
    options: { ...defaults(family.options), ...given.options },
  };
}

function defaults<Table extends OptionTable>(table: Table): OptionValues<Table> {
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(table).map(([key, row]) => [key, row.default]),
  );
  // The compiler does not follow keys through Object.entries; the values are the table's own.
  return values as OptionValues<Table>;
}
