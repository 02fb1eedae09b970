import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { isRow } from "../../src/config/row.ts";
import { routerNameRule } from "../../src/config/rules.ts";
import { routerSchema } from "../../src/config/schema.ts";
import { logLevels } from "../../src/log.ts";
import { manifestText, type OptionType, readManifest, withFamilies } from "../support/manifest.ts";

const root = join(import.meta.dirname, "../..");
const app = readManifest();
const [routerOptions] = app.schema.routers;
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The community's linter for apps: its schema, and its rule that a key set to its default is one too many. */
const lint = `
import json, sys, yaml
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
config = yaml.safe_load(open(sys.argv[2]))
for error in Draft7Validator(schema).iter_errors(config):
    print(error.message)
for key, rule in schema["properties"].items():
    if key in config and config[key] == rule.get("default"):
        print(f"'{key}' should be removed, it uses a default value")
`;
const linterSchema = join(root, "../shared/samples/ha/app-config.schema.json");
const python = ["python3", "/usr/bin/python3"].find(
  (program) => spawnSync(program, ["-c", "import jsonschema, yaml"]).status === 0,
);

test("addon/config.yaml is what the linter wants", {
  skip:
    python === undefined
      ? "Python's jsonschema is not installed"
      : !existsSync(linterSchema) && "the linter's schema is not here",
}, () => {
  const told = execFileSync(python ?? "", ["-c", lint, linterSchema, join(root, "addon/config.yaml")], {
    encoding: "utf8",
  });
  assert.equal(told, "");
  for (const obsolete of ["watchdog", "auto_uart", "advanced", "codenotary", "webui"])
    assert.ok(!(obsolete in app), obsolete);
});

test("the app's version is that of the package", () => {
  assert.equal(app.version, manifest.version);
});

test("the Supervisor finds one app in the repository, and its maintainer", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  assert.deepEqual(
    files.filter((file) => /(^|\/)config\.(json|ya?ml)$/.test(file)),
    ["addon/config.yaml"],
  );
  assert.deepEqual(Object.keys(parse(read("repository.yaml"))), ["name", "url", "maintainer"]);
});

/** What the Supervisor makes of a manifest (supervisor/apps/utils.py, rating_security); what is not there is not wanted. */
function securityRating(config: Readonly<Record<string, unknown>>, hasProfile: boolean): number {
  const is = (key: string): boolean => config[key] === true;
  const privileged: readonly unknown[] = Array.isArray(config["privileged"]) ? config["privileged"] : [];
  const grave = [
    "BPF",
    "CHECKPOINT_RESTORE",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "NET_RAW",
    "PERFMON",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
  ];
  const roles: Readonly<Record<string, number>> = { manager: -1, admin: -2 };
  if (is("docker_api") || is("full_access")) return 1;
  const parts = [
    5,
    config["apparmor"] === false ? -1 : hasProfile ? 1 : 0,
    is("ingress") || (!is("host_network") && openPorts(config) === 0) ? 2 : is("auth_api") ? 1 : 0,
    privileged.some((name) => grave.includes(String(name))) || is("kernel_modules") ? -1 : 0,
    roles[String(config["hassio_role"])] ?? 0,
    is("host_network") ? -1 : 0,
    is("host_pid") ? -2 : 0,
    is("host_uts") && privileged.includes("SYS_ADMIN") ? -1 : 0,
  ];
  return Math.max(
    1,
    Math.min(
      8,
      parts.reduce((sum, part) => sum + part, 0),
    ),
  );
}

/** How many ports of the machine lead to the app before anybody opens one. */
function openPorts({ ports }: Readonly<Record<string, unknown>>): number {
  return Object.values(ports ?? {}).filter((port) => port !== null).length;
}

test("the Supervisor rates the app's security with 8 of 8", () => {
  assert.equal(securityRating(app, existsSync(join(root, "addon/apparmor.txt"))), 8);
  assert.equal(securityRating({ ...app, ingress: false, ports: { "8099/tcp": 8099 } }, true), 6);
  assert.equal(securityRating({ ...app, ingress: false, host_network: true, privileged: ["NET_ADMIN"] }, true), 4);
  assert.equal(securityRating({ ...app, full_access: true }, true), 1);
});

describe("the AppArmor profile", () => {
  test("has the app's name", () => {
    assert.deepEqual(
      [...read("addon/apparmor.txt").matchAll(/^profile (\S+) /gm)].map((match) => match[1]),
      [app.slug],
    );
  });

  const parser = ["/usr/sbin/apparmor_parser", "/sbin/apparmor_parser"].find(existsSync);
  test("is one that AppArmor takes", { skip: parser === undefined && "AppArmor is not installed" }, () => {
    // Nothing is loaded into the kernel, nothing is kept.
    const { status, stderr } = spawnSync(parser ?? "", ["-QKT", join(root, "addon/apparmor.txt")], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
  });
});

test("backups leave out what belongs to the machine and not to the journal", () => {
  for (const file of ["incarnation", "runtime.json", "journal.sqlite-*"])
    assert.ok(app.backup_exclude.includes(file), file);
});

/** All option types below a key, with their paths. */
function typesOf(type: OptionType, path: string): readonly (readonly [string, string])[] {
  if (typeof type === "string") return [[path, type]];
  if (Array.isArray(type)) return typesOf(type[0], path);
  return Object.entries(type).flatMap(([key, child]) => typesOf(child, `${path}.${key}`));
}

describe("the app's options", () => {
  const wordsOf = (type: unknown): readonly string[] => /^list\((.*)\)\??$/.exec(String(type))?.[1]?.split("|") ?? [];

  test("are of types that the Supervisor knows", () => {
    const known = /^(bool|url|str|password|match\(.*\)|list\(.+\))\??$/;
    const types = Object.entries(app.schema).flatMap(([key, type]) => typesOf(type, key));
    assert.deepEqual(
      types.filter(([, type]) => !known.test(type)),
      [],
    );
  });

  test("of a router are keys of the configuration, and a secret is one here too", () => {
    for (const [key, type] of Object.entries(routerOptions)) {
      const row = Object.entries(routerSchema).find(([name]) => name === key)?.[1];
      assert.ok(row !== undefined && isRow(row), `${key} is no key of a router`);
      assert.equal(String(type).startsWith("password"), row.sensitive, key);
      assert.equal(Array.isArray(type), row.kind === "list", key);
      assert.equal(String(type).startsWith("bool"), row.kind === "boolean", key);
    }
  });

  test("that must be given are those of every kind of router", () => {
    const required = Object.entries(routerOptions).filter(
      ([, type]) => !String(Array.isArray(type) ? type[0] : type).endsWith("?"),
    );
    assert.deepEqual(
      required.map(([key]) => key),
      ["name", "family"],
    );
  });

  test("have every kind of router", () => {
    assert.equal(
      manifestText(),
      withFamilies(manifestText()),
      "node test/support/router-reference.ts writes the list anew",
    );
  });

  test("have every log level", () => {
    assert.deepEqual(wordsOf(app.schema.log_level), [...logLevels]);
  });

  test("take the names that the configuration takes", () => {
    const pattern = new RegExp(/^match\((.*)\)$/.exec(String(routerOptions["name"]))?.[1] ?? "");
    for (const name of ["home", "a_1", "Home", "a__b", "_a", "a_", "ä", ""])
      assert.equal(pattern.test(name), name !== "" && routerNameRule(name) === undefined, name);
  });

  test("are explained in DOCS.md", () => {
    const page = read("addon/DOCS.md");
    const missing = [...Object.keys(app.schema), ...Object.keys(routerOptions)].filter(
      (key) => !page.includes(`\`${key}\``),
    );
    assert.deepEqual(missing, []);
  });

  test("that are switches are off by themselves, so that one that is off need not be told", () => {
    const switches = Object.keys(routerOptions).filter((key) => String(routerOptions[key]).startsWith("bool"));
    const defaults = Object.entries(routerSchema).filter(([key]) => switches.includes(key));
    assert.deepEqual(
      defaults.map(([, row]) => (isRow(row) ? row.default : undefined)),
      switches.map(() => false),
    );
  });

  test("have a value where the Supervisor wants one", () => {
    assert.deepEqual(app.options, { routers: [] });
  });
});

/** Width and height in the header of a PNG. */
function sizeOf(file: string): readonly number[] {
  const picture = readFileSync(join(root, file));
  assert.equal(picture.toString("latin1", 1, 4), "PNG");
  return [picture.readUInt32BE(16), picture.readUInt32BE(20)];
}

test("the pictures have the sizes that Home Assistant wants", () => {
  assert.deepEqual(sizeOf("addon/icon.png"), [128, 128]);
  assert.deepEqual(sizeOf("addon/logo.png"), [250, 100]);
});

describe("translations", () => {
  const files = globSync("addon/translations/*.yaml", { cwd: root }).sort();

  test("are there in five languages", () => {
    assert.deepEqual(
      files.map((file) => basename(file, ".yaml")),
      ["de", "en", "es", "fr", "nl"],
    );
  });

  for (const file of files) {
    test(`${basename(file)} has a name and a help for every option, and every port`, () => {
      const { configuration, network } = parse(read(file));
      assert.deepEqual(Object.keys(configuration), Object.keys(app.schema));
      assert.deepEqual(Object.keys(configuration.routers.fields), Object.keys(routerOptions));
      assert.deepEqual(Object.keys(network), Object.keys(app.ports));
      const blocks: readonly unknown[] = [
        ...Object.values(configuration),
        ...Object.values(configuration.routers.fields),
      ];
      for (const block of blocks) {
        assert.ok(typeof block === "object" && block !== null && "name" in block && "description" in block);
        assert.match(String(block.name), /^\S.*[^.]$/);
        assert.match(String(block.description), /^\S.*[.)]$/);
      }
    });
  }

  for (const file of files.filter((name) => !name.endsWith("en.yaml"))) {
    test(`${basename(file)} says something of its own`, () => {
      const lines = (name: string): readonly string[] =>
        [...read(name).matchAll(/description: (.*)/g)].map((match) => match[1] ?? "");
      const english = lines("addon/translations/en.yaml");
      assert.deepEqual(
        lines(file).filter((line) => english.includes(line)),
        [],
      );
    });
  }
});
