import type { RouterSettings, TlsTrust } from "../model/router.ts";
import { resolvePassword } from "./files.ts";
import type { Problems } from "./problems.ts";
import type { Values } from "./row.ts";
import { hostRefusal } from "./rules.ts";
import { routerRows } from "./schema.ts";
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

/** The entries of `routers`; whatever is wrong with one of them becomes a problem. */
export function readRouters(entries: readonly Written[], context: RoutersContext): readonly RouterSettings[] {
  const routers = entries.flatMap((entry, index) => readRouter(entry, `routers[${index}]`, context) ?? []);
  routers.forEach(({ where, settings }, index) => {
    const first = routers.findIndex((other) => other.settings.name === settings.name);
    if (first === index || settings.name === "") return;
    const seen = { value: settings.name, isSecret: false };
    context.problems.refuse(where, `routers[${index}].name`, seen, {
      allowed: `a name of its own; routers[${first}] has this one`,
    });
  });
  return routers.map(({ settings }) => settings);
}

function readRouter(
  entry: Written,
  name: string,
  { cwd, problems, fill }: RoutersContext,
): { readonly where: string; readonly settings: RouterSettings } | undefined {
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
  const leaves = leavesOf(section, withoutOptionsOfUnknown(entry, section));
  const values = fill(rows, section, entry.where, leaves);
  const whereOf = (key: string): string => leaves.find(({ path }) => path[0] === key)?.written.where ?? entry.where;
  checkHosts(values.known_hosts, whereOf("known_hosts"), section);
  const password = resolvePassword(values, {
    where: whereOf("password_file"),
    path: `${section.prefix}password_file`,
    cwd,
    problems,
  });
  return { where: whereOf("name"), settings: settingsOf(values, password) };
}

/** Which options a family has is not known where the family is not: its options then are no second problem. */
function withoutOptionsOfUnknown(entry: Written, { tree }: Section): Written {
  if (!isMapping(entry.value) || Object.keys(tree["options"] ?? {}).length > 0) return entry;
  const family = entry.value.get("family")?.value;
  const isKnown = typeof family === "string" && routerRows(family).family.check(family) === undefined;
  return isKnown ? entry : { ...entry, value: new Map([...entry.value].filter(([key]) => key !== "options")) };
}

function checkHosts(hosts: readonly unknown[], where: string, { prefix, problems }: Section): void {
  hosts.forEach((value, index) => {
    const refusal = hostRefusal(value);
    if (refusal !== undefined)
      problems.refuse(where, `${prefix}known_hosts[${index}]`, { value, isSecret: false }, refusal);
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
