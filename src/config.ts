import convict from "convict";
import { checkOneList, leavesOfApp, leavesOfSupervisor, requireBroker } from "./config/app.ts";
import { checkEnrich } from "./config/enrich.ts";
import { checkReadable, type FilePlace, findConfigFile, resolvePassword } from "./config/files.ts";
import { withToken } from "./config/home-assistant.ts";
import { type ConfigFlag, readEnvironment, readFlags } from "./config/overrides.ts";
import { createProblems, type Problems } from "./config/problems.ts";
import { readRouters } from "./config/routers.ts";
import { isRow, type Refusal, type Row, type RowTree, type Values } from "./config/row.ts";
import { foreignKeys, routerRows, schema } from "./config/schema.ts";
import { type Leaf, leavesOf, nested, type Section } from "./config/section.ts";
import { checkSyslog } from "./config/syslog.ts";
import { checkWeb } from "./config/web.ts";
import { type Written, writtenAt } from "./config/written.ts";
import { readYaml } from "./config/yaml.ts";
import { UsageError } from "./errors.ts";
import type { RouterSettings } from "./model/router.ts";
import type { Simulator } from "./model/simulator.ts";
import type { AppSettings } from "./supervisor.ts";

export { type ConfigFlag, configFlags } from "./config/overrides.ts";

/** The whole configuration, frozen; keys are those of the file. */
export type Config = Readonly<
  Omit<Values<typeof schema>, "routers"> & {
    readonly routers: readonly RouterSettings[];
    /** True where nothing was configured, and a make-believe router shows what the program does. */
    readonly is_demo: boolean;
  }
>;

export interface ConfigInput {
  /** `--config`. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Partial<Record<ConfigFlag, string | undefined>>>;
  /** What Home Assistant gives, where the program is its app. */
  readonly app?: AppSettings | undefined;
}

/**
 * Reads the configuration: defaults, then the file, then the options of Home Assistant's app, then the environment, then flags.
 * @throws UsageError with every problem, one line each: where, key path, value (never a secret) and what is allowed
 * @throws FatalError where the app has no broker
 */
export function loadConfig(input: ConfigInput): Config {
  const problems = createProblems();
  const section: Section = { tree: schema, prefix: "", problems };
  const file = findConfigFile(input.file, input.cwd, input.env);
  const overrides = [...readEnvironment(input.env, schema, problems), ...readFlags(input.flags, schema)];
  const isDemo = file === undefined && input.app === undefined && !overrides.some(({ path }) => path[0] === "routers");
  const base = file === undefined ? writtenAt("demo", isDemo ? demo : {}) : readYaml(file.text, file.name, problems);
  // With a file that is no YAML, every key of it would be missing, and be a problem that is none.
  if (base === undefined) problems.throwIfAny();
  const fromFile = base === undefined ? [] : leavesOf(section, base);
  const app = leavesOfApp(input.app, section);
  checkOneList(fromFile, app, section);
  const overriding = overrides.flatMap(({ path, written }) => leavesOf(section, written, path));
  const own = [...fromFile, ...app.before, ...overriding];
  const leaves = [...app.behind, ...leavesOfSupervisor(input.app, own, section), ...own];
  const values: Values<typeof schema> = fill<Values<typeof schema>>(schema, section, file?.name ?? "", leaves);
  const placed = readRouters(routersIn(leaves), { cwd: input.cwd, problems, fill });
  const listening = leaves.findLast(({ path }) => path.join(".") === "syslog.listen")?.written.where ?? "";
  checkSyslog({ listen: values.syslog.listen, where: listening, routers: placed, problems });
  const routers = placed.map(({ settings }) => settings);
  const mqtt = withFiles(values.mqtt, leaves, input.cwd, problems);
  const homeAssistant = withToken(values.home_assistant, leaves, input.cwd, problems);
  checkEnrich(values.enrich, leaves, input.cwd, problems);
  const web = checkWeb(values.web, leaves, input.cwd, problems);
  problems.throwIfAny();
  requireBroker(input.app, own);
  return deepFreeze({ ...values, mqtt, home_assistant: homeAssistant, web, routers, is_demo: isDemo });
}

/**
 * Reads one router as an entry of the file.
 * @throws UsageError with everything that is wrong with it
 */
export function readRouter(entry: unknown, cwd: string): RouterSettings {
  const problems = createProblems();
  const [placed] = readRouters([writtenAt("the router", entry)], { cwd, problems, fill });
  problems.throwIfAny();
  if (placed === undefined) throw new UsageError(["the router: a block with its keys"]);
  return deepFreeze(placed.settings);
}

/** The demo's configuration with its router as it really runs, and with the DNS server that knows its invented sources. */
export function withDemoRouter(config: Config, router: Simulator["router"], nameServer: string): Config {
  const [first] = config.routers;
  if (first === undefined) return config;
  const { url, username, password, timezone } = router;
  const { enrich } = config;
  return deepFreeze({
    ...config,
    enrich: { ...enrich, dns: { ...enrich.dns, enabled: true, servers: [nameServer], per_minute: demoQuestions } },
    routers: [{ ...first, url, username, password, timezone }, ...config.routers.slice(1)],
  });
}

/** Every value that no log, topic or page may show. */
export function secretsOf(config: Config): string[] {
  const { mqtt, home_assistant, web, routers } = config;
  const own = [mqtt.password, home_assistant.statistics.token, web.password];
  return [...new Set([...own, ...routers.map(({ password }) => password)])].filter((secret) => secret !== "");
}

/** The configuration without its secrets, for everybody's eyes; `secret` gives what is shown in place of one, where something is. */
export function publicConfig(
  config: Config,
  secret: (value: unknown) => unknown = () => undefined,
): Readonly<Record<string, unknown>> {
  const routers = config.routers.map((router) => {
    const foreign = foreignKeys(router.family);
    const own = Object.entries(router).filter(([key]) => !foreign.includes(key));
    return withoutSecrets(routerRows(router.family), Object.fromEntries(own), secret);
  });
  return { ...withoutSecrets(schema, config, secret), routers };
}

/** Enough for a demo that is asked about two sources a second. */
const demoQuestions = 600;

/** Seconds between passes are few and the traffic is much, so that whoever tries the program sees something at once. */
const demo = {
  data_dir: "./data/demo",
  mqtt: { url: "embedded" },
  // Its sources are invented over the addresses of strangers: nobody outside is asked about them.
  enrich: { dns: { enabled: false } },
  routers: [{ name: "demo", family: "smc-barricade", url: "http://127.0.0.1", schedule: "*/2 * * * * *" }],
};

/** What the layers gave for `routers` in the end. */
function routersIn(leaves: readonly Leaf[]): readonly Written[] {
  const value = leaves.findLast(({ path }) => path[0] === "routers")?.written.value;
  return Array.isArray(value) ? value : [];
}

/** The broker's keys that name files: the password is read, the others are there or a problem. */
function withFiles(mqtt: MqttValues, leaves: readonly Leaf[], cwd: string, problems: Problems): MqttValues {
  const place = (key: keyof MqttValues): FilePlace => {
    const leaf = leaves.findLast(({ path }) => path[0] === "mqtt" && path[1] === key);
    return { where: leaf?.written.where ?? "", path: `mqtt.${key}`, cwd, problems };
  };
  for (const key of ["ca_file", "cert_file", "key_file"] as const) checkReadable(mqtt[key], place(key));
  for (const [key, other] of [
    ["cert_file", "key_file"],
    ["key_file", "cert_file"],
  ] as const) {
    if (mqtt[key] === "" || mqtt[other] !== "") continue;
    problems.refuse(
      place(key).where,
      `mqtt.${key}`,
      { value: mqtt[key], isSecret: false },
      { allowed: `this and mqtt.${other}, or neither` },
    );
  }
  return { ...mqtt, password: resolvePassword(mqtt, place("password_file")) };
}

type MqttValues = Config["mqtt"];

/**
 * Fills a schema: its defaults, then what was given, later values over earlier ones. What a key does not take becomes a problem.
 * @param where the place of the section itself, for a required key that was not given
 */
function fill<T>(rows: convict.Schema<T>, section: Section, where: string, leaves: readonly Leaf[]): T {
  const refusals: RefusedValue[] = [];
  // A format of our own also keeps text what it is: convict's would take "12 days" for the number 12, and "no" for true.
  convict.addFormat({
    name: "checked",
    validate: (value: unknown, row: Row<unknown>) => {
      const refusal = row.check(value);
      if (refusal === undefined) return;
      const refused = new RefusedValue(row, refusal);
      refusals.push(refused);
      throw refused;
    },
  });
  const load = (given: readonly Leaf[]): convict.Config<T> => {
    const store = convict<T>(rows, { env: {}, args: [] });
    store.load(nested(given));
    return store;
  };
  try {
    load(leaves).validate({ allowed: "strict" });
  } catch (error) {
    // Convict throws one error made of all refusals; any other is a defect.
    if (refusals.length === 0) throw error;
  }
  for (const { fullName, value, row, refusal } of refusals) {
    const place = leaves.findLast(({ path }) => path.join(".") === fullName)?.written.where ?? where;
    section.problems.refuse(place, section.prefix + fullName, { value, isSecret: row.sensitive }, refusal);
  }
  // In place of what was refused stands the default, so that the rest can be looked at as what its type says.
  const refused = new Set(refusals.map(({ fullName }) => fullName));
  return load(leaves.filter(({ path }) => !refused.has(path.join(".")))).getProperties();
}

/** What the `checked` format throws; convict adds the path and the value. */
class RefusedValue extends Error {
  fullName = "";
  value: unknown;
  readonly row: Row<unknown>;
  readonly refusal: Refusal;

  constructor(row: Row<unknown>, refusal: Refusal) {
    super(refusal.allowed);
    this.row = row;
    this.refusal = refusal;
  }
}

function withoutSecrets(
  tree: RowTree,
  values: object,
  secret: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  const shown = Object.entries(values).map(([key, value]) => {
    const node = tree[key];
    if (node === undefined || isRow(node)) return [key, node?.sensitive ? secret(value) : value] as const;
    return [key, withoutSecrets(node, value, secret)] as const;
  });
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
