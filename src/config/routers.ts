import type { RouterSettings, TlsTrust } from "../model/router.ts";
import { resolvePassword } from "./files.ts";
import type { Problems } from "./problems.ts";
import type { Refusal, Values } from "./row.ts";
import { hostNameRefusal, hostRefusal } from "./rules.ts";
import { foreignKeys, routerRows } from "./schema.ts";
import { type Leaf, leavesOf, type Section } from "./section.ts";
import { isMapping, plainValue, type Written } from "./written.ts";

type RouterRows = ReturnType<typeof routerRows>;
type RouterValues = Values<RouterRows>;

export interface RoutersContext {
  readonly cwd: string;
  readonly problems: Problems;
  /** Fills the schema of a router's section with what was given. */
  readonly fill: (rows: RouterRows, section: Section, where: string, leaves: readonly Leaf[]) => RouterValues;
}

/** A router of the configuration, and where its keys were written. */
export interface PlacedRouter {
  readonly settings: RouterSettings;
  /** Where a key was written; the entry itself where it was not. */
  readonly whereOf: (key: string) => string;
}

/** The entries of `routers`; whatever is wrong with one of them becomes a problem. */
export function readRouters(entries: readonly Written[], context: RoutersContext): readonly PlacedRouter[] {
  const routers = entries.flatMap((entry, index) => readRouter(entry, `routers[${index}]`, context) ?? []);
  routers.forEach(({ whereOf, settings }, index) => {
    const first = routers.findIndex((other) => other.settings.name === settings.name);
    if (first === index || settings.name === "") return;
    const seen = { value: settings.name, isSecret: false };
    context.problems.refuse(whereOf("name"), `routers[${index}].name`, seen, {
      allowed: `a name of its own; routers[${first}] has this one`,
    });
  });
  return routers;
}

function readRouter(entry: Written, name: string, { cwd, problems, fill }: RoutersContext): PlacedRouter | undefined {
  if (!isMapping(entry.value)) {
    const seen = { value: plainValue(entry), isSecret: false };
    problems.refuse(entry.where, name, seen, {
      allowed: "a block with the keys of one router: name, family, url and so on",
    });
    return undefined;
  }
  const family = entry.value.get("family")?.value;
  const rows = routerRows(typeof family === "string" ? family : "");
  const section = { tree: rows, prefix: `${name}.`, problems };
  const leaves = leavesOf(section, withoutForeign(withoutOptionsOfUnknown(entry, section), section));
  const values = fill(rows, section, entry.where, leaves);
  const whereOf = (key: string): string => leaves.find(({ path }) => path[0] === key)?.written.where ?? entry.where;
  for (const key of ["known_hosts", "senders", "hostnames"] as const)
    checkItems(key, values[key], whereOf(key), section);
  const password = resolvePassword(values, {
    where: whereOf("password_file"),
    path: `${section.prefix}password_file`,
    cwd,
    problems,
  });
  return { whereOf, settings: settingsOf(values, password) };
}

/** Which options a family has is not known where the family is not: its options then are no second problem. */
function withoutOptionsOfUnknown(entry: Written, { tree }: Section): Written {
  if (!isMapping(entry.value) || Object.keys(tree["options"] ?? {}).length > 0) return entry;
  const family = entry.value.get("family")?.value;
  const isKnown = typeof family === "string" && routerRows(family).family.check(family) === undefined;
  return isKnown ? entry : { ...entry, value: new Map([...entry.value].filter(([key]) => key !== "options")) };
}

/** What only makes sense for routers whose log comes the other way is told as that, and not as unknown. */
function withoutForeign(entry: Written, { prefix, problems }: Section): Written {
  if (!isMapping(entry.value)) return entry;
  const family = String(entry.value.get("family")?.value);
  const foreign = foreignKeys(family);
  const sides = foreign.includes("url")
    ? "sends its log by itself and is not asked"
    : "is asked for its log and does not send it";
  for (const [key, { where, value }] of entry.value) {
    if (foreign.includes(key) && value !== null)
      problems.say(where, `${prefix}${key}: not for family ${family} – such a router ${sides}: leave it out`);
  }
  return { ...entry, value: new Map([...entry.value].filter(([key]) => !foreign.includes(key))) };
}

const itemRules = { known_hosts: hostRefusal, senders: hostRefusal, hostnames: hostNameRefusal } as const;

function checkItems(
  key: keyof typeof itemRules,
  items: readonly unknown[],
  where: string,
  { prefix, problems }: Section,
): void {
  items.forEach((value, index) => {
    const refusal: Refusal | undefined = itemRules[key](value);
    if (refusal !== undefined) problems.refuse(where, `${prefix}${key}[${index}]`, { value, isSecret: false }, refusal);
  });
}

function settingsOf({ password_file: _, ...values }: RouterValues, password: string): RouterSettings {
  return { ...values, password, tls: trustOf(values.tls), timezone: values.timezone || hostZone() };
}

function trustOf(trust: string): TlsTrust {
  if (trust === "off") return { mode: "off" };
  const [, fingerprint] = /^sha256:(.*)$/i.exec(trust) ?? [];
  return fingerprint === undefined
    ? { mode: "system" }
    : { mode: "pinned", sha256: fingerprint.replaceAll(":", "").toLowerCase() };
}

function hostZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
