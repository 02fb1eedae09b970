import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import { type Config, type ConfigFlag, loadConfig, publicConfig, secretsOf, withDemoRouter } from "../src/config.ts";
import { UsageError } from "../src/errors.ts";
import { families } from "../src/routers/index.ts";
import { temporaryFolder } from "./support/folder.ts";

interface Given {
  /** Text of the file `c.yaml`; without one there is only the environment. */
  readonly yaml?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Partial<Record<ConfigFlag, string>>>;
}

interface ProblemCase extends Given {
  readonly name: string;
  readonly problems: readonly string[];
}

const mqttKeys =
  "url, username, password, password_file, base_topic, protocol, client_id, ca_file, cert_file, key_file, verify, embedded_listen";
const topic = "a topic without + # $, and without / at its beginning or end";
const routerName = "lower-case letters and digits, with single _ between them, at most 32, not bridge";
const cron = 'five fields of cron, or six with seconds first, such as "*/5 * * * *" for every five minutes; or auto';
const tls = "system, off, or sha256: and the 64 hexadecimal digits of the certificate's fingerprint";
const webHost = "a name as browsers ask for it, without port or path, such as knocks.example.org";
const routerUrl = "the address of the router's web interface, such as http://192.168.1.1";
const brokerUrl = "embedded, or an address such as mqtt://192.168.1.10:1883 (also mqtts://, ws:// or wss://)";
const homeAssistant = "the address of Home Assistant, such as http://homeassistant.local:8123";
const accessToken = "a long-lived access token, made in the profile of an administrator";
const text = "text; a number, true or false needs quotes";
const host = "an address or a network, such as 192.168.1.10 or 192.168.1.0/24";
const dnsServer = "an address with or without a port, such as 192.168.1.1, 127.0.0.1:5353 or [fd00::1]:53";
const hostName = "a name without blanks, as the router's lines have it, such as gateway";
const syslogListen = "udp:// or tcp:// with an address and a port, such as udp://0.0.0.0:5514 or tcp://[::]:5514";
const ids = families.map(({ id }) => id).join(", ");

const problemCases: readonly ProblemCase[] = [
  {
    name: "an unknown key is met with the nearest right one, and without its value",
    yaml: "mqtt:\n  pasword: hunter2",
    problems: [`c.yaml:2: mqtt.pasword: unknown key – known here are ${mqttKeys}; did you mean "password"?`],
  },
  {
    name: "a key that belongs into a block is sent there",
    yaml: "log_level: debug",
    problems: [
      'c.yaml:1: log_level: unknown key – known here are data_dir, mqtt, home_assistant, syslog, routers, retention, privacy, enrich, detect, under_attack, web, log; did you mean "log.level"?',
    ],
  },
  {
    name: "a wrong type is told by line, key, value and what is allowed",
    yaml: 'mqtt:\n  verify: "yes"\nretention:\n  days: 12 days\nhome_assistant:\n  discovery_prefix: 7',
    problems: [
      'c.yaml:2: mqtt.verify: "yes" – true or false; did you mean "true"?',
      'c.yaml:4: retention.days: "12 days" – a whole number from 0 to 36500',
      `c.yaml:6: home_assistant.discovery_prefix: 7 – ${text}`,
    ],
  },
  {
    name: "a number out of its limits, or not whole, is refused",
    yaml: routerYaml("timeout_ms: 5", "max_page_bytes: 2048.5"),
    problems: [
      "c.yaml:5: routers[0].timeout_ms: 5 – a whole number from 100 to 600000",
      "c.yaml:6: routers[0].max_page_bytes: 2048.5 – a whole number from 1024 to 67108864",
    ],
  },
  {
    name: "a password of the wrong type is not shown",
    yaml: `mqtt: {password: 12345}\n${routerYaml("password: [hunter2]")}`,
    problems: [
      `c.yaml:1: mqtt.password: (not shown) – ${text}`,
      `c.yaml:6: routers[0].password: (not shown) – ${text}`,
    ],
  },
  {
    name: "a block where a value belongs, and a value where a block belongs, are told without what is in them",
    yaml: "data_dir: {password: hunter2}\nlog: loud\nrouters: {password: hunter2}",
    problems: [
      `c.yaml:1: data_dir: a block of keys – ${text}`,
      'c.yaml:2: log: "loud" – a block with the keys level, format',
      "c.yaml:3: routers: a block of keys – a list with one entry for each router",
    ],
  },
  {
    name: "a topic must be one that everything can be below",
    yaml: 'mqtt: {base_topic: "/a/#"}\nhome_assistant: {discovery_prefix: "$SYS", status_topic: a//b}',
    problems: [
      `c.yaml:1: mqtt.base_topic: "/a/#" – ${topic}; did you mean "a"?`,
      `c.yaml:2: home_assistant.discovery_prefix: "$SYS" – ${topic}; did you mean "SYS"?`,
      `c.yaml:2: home_assistant.status_topic: "a//b" – ${topic}; did you mean "a/b"?`,
    ],
  },
  {
    name: "an address of a broker is one that we can speak to, and holds no password",
    yaml: "mqtt: {url: mqtt://me:hunter2@host}",
    env: { WHOS_KNOCKING_MQTT_EMBEDDED_LISTEN: "1883" },
    problems: [
      'c.yaml:1: mqtt.url: "mqtt://***@host" – an address without a name or password: they have their own keys',
      'WHOS_KNOCKING_MQTT_EMBEDDED_LISTEN: mqtt.embedded_listen: "1883" – an address and a port, such as 127.0.0.1:1883',
    ],
  },
  {
    name: "statistics need an address and a token, which is not shown",
    yaml: "home_assistant: {statistics: {enabled: true}}",
    problems: [
      `c.yaml:1: home_assistant.statistics.url: not given – ${homeAssistant}`,
      `c.yaml:1: home_assistant.statistics.token: not given – ${accessToken}`,
    ],
  },
  {
    name: "an address of Home Assistant that is none is one problem, and a token is given once",
    yaml: "home_assistant:\n  statistics: {enabled: true, url: ha.lan:8123, token: hunter2, token_file: c.yaml}",
    problems: [
      `c.yaml:2: home_assistant.statistics.url: "ha.lan:8123" – ${homeAssistant}; did you mean "http://ha.lan:8123"?`,
      'c.yaml:2: home_assistant.statistics.token_file: "c.yaml" – either this or the token itself, not both',
    ],
  },
  {
    name: "a token of the wrong type is not shown",
    yaml: "home_assistant: {statistics: {token: [hunter2]}}",
    problems: [`c.yaml:1: home_assistant.statistics.token: (not shown) – ${text}`],
  },
  {
    name: "the nearest right spelling of a value is offered",
    yaml: "mqtt: {url: embeded, protocol: 3.1}\nlog: {level: wran}",
    problems: [
      `c.yaml:1: mqtt.url: "embeded" – ${brokerUrl}; did you mean "embedded"?`,
      'c.yaml:1: mqtt.protocol: "3.1" – one of auto, 5, 3.1.1; did you mean "3.1.1"?',
      'c.yaml:2: log.level: "wran" – one of debug, info, warn, error; did you mean "warn"?',
    ],
  },
  {
    name: "all that is wrong with a router is told at once",
    yaml: [
      "routers:",
      "  - name: My Router",
      "    family: smc-baricade",
      "    url: 192.168.2.1",
      '    schedule: "*/5 * * *"',
      "    timezone: Europe/Berln",
      "    tls: sha256:abcd",
      "    charset: utf9",
      "    known_hosts: [192.168.2.7, 2001:db8::/129, nas]",
    ].join("\n"),
    problems: [
      `c.yaml:2: routers[0].name: "My Router" – ${routerName}; did you mean "my_router"?`,
      `c.yaml:3: routers[0].family: "smc-baricade" – one of ${ids}; did you mean "smc-barricade"?`,
      `c.yaml:4: routers[0].url: "192.168.2.1" – ${routerUrl}; did you mean "http://192.168.2.1"?`,
      `c.yaml:5: routers[0].schedule: "*/5 * * *" – ${cron}`,
      'c.yaml:6: routers[0].timezone: "Europe/Berln" – a time zone such as Europe/Berlin or UTC; did you mean "Europe/Berlin"?',
      `c.yaml:7: routers[0].tls: "sha256:abcd" – ${tls}`,
      'c.yaml:8: routers[0].charset: "utf9" – a character set such as windows-1252, utf-8 or shift_jis; did you mean "utf-8"?',
      `c.yaml:9: routers[0].known_hosts[1]: "2001:db8::/129" – ${host}`,
      `c.yaml:9: routers[0].known_hosts[2]: "nas" – ${host}`,
    ],
  },
  {
    name: "a schedule that never comes is no schedule",
    yaml: routerYaml('schedule: "0 0 30 2 *"'),
    problems: [`c.yaml:5: routers[0].schedule: "0 0 30 2 *" – ${cron}`],
  },
  {
    name: "two routers of one name are refused at the second",
    yaml: `${routerYaml()}\n  - name: home\n    family: smc-barricade\n    url: http://192.168.3.1`,
    problems: ['c.yaml:5: routers[1].name: "home" – a name of its own; routers[0] has this one'],
  },
  {
    name: "bridge is the name of the program's own topics",
    yaml: "routers: [{name: bridge, family: smc-barricade, url: http://192.168.2.1}]",
    problems: [`c.yaml:1: routers[0].name: "bridge" – ${routerName}`],
  },
  {
    name: "what a router must have is asked for",
    yaml: "routers:\n  - name: home\n  - 7",
    problems: [
      `c.yaml:2: routers[0].family: not given – one of ${ids}`,
      `c.yaml:2: routers[0].url: not given – ${routerUrl}`,
      "c.yaml:3: routers[1]: 7 – a block with the keys of one router: name, family, url and so on",
    ],
  },
  {
    name: "the page's keys are told one by one, and its password is not shown",
    yaml: [
      "web:",
      "  listen: 8099",
      "  password: page-secret",
      "  password_file: page.txt",
      '  allowed_hosts: [knocks.example.org, "https://knocks.example.org/", 5]',
      "  max_upload_mb: 0",
      routerYaml(),
    ].join("\n"),
    problems: [
      "c.yaml:2: web.listen: 8099 – text; a number, true or false needs quotes",
      'c.yaml:4: web.password_file: "page.txt" – either this or the password itself, not both',
      `c.yaml:5: web.allowed_hosts[1]: "https://knocks.example.org/" – ${webHost}`,
      `c.yaml:5: web.allowed_hosts[2]: 5 – ${webHost}`,
      "c.yaml:6: web.max_upload_mb: 0 – a whole number from 1 to 65536",
    ],
  },
  {
    name: "an option that the family does not have is told with those that it has",
    yaml: routerYaml("options: {log_pth: /x}"),
    problems: [
      `c.yaml:5: routers[0].options.log_pth: unknown key – known here are ${optionNames("smc-barricade")}; did you mean "log_path"?`,
    ],
  },
  {
    name: "options of an unknown family are no second problem",
    yaml: "routers: [{name: a, family: acme, url: http://192.168.2.1, options: {x: 1}}]",
    problems: [`c.yaml:1: routers[0].family: "acme" – one of ${ids}`],
  },
  {
    name: "files that are not there are told with their key",
    yaml: `mqtt: {password_file: gone, ca_file: gone.pem}\n${routerYaml("password_file: .")}`,
    problems: [
      'c.yaml:1: mqtt.ca_file: "gone.pem" – a file that can be read; there is no such file',
      'c.yaml:1: mqtt.password_file: "gone" – a file that can be read; there is no such file',
      'c.yaml:6: routers[0].password_file: "." – a file that can be read; it is a folder',
    ],
  },
  {
    name: "where labels come from is looked at item by item",
    yaml: [
      "enrich:",
      "  dns: {servers: [192.168.1.1, '[::1]:5353', dns.example.org, 53], never: [10.0.0.0/8, 10.0.0.0/33], per_minute: 0}",
      "  country: {file: gone.mmdb}",
    ].join("\n"),
    problems: [
      "c.yaml:2: enrich.dns.per_minute: 0 – a whole number from 1 to 6000",
      `c.yaml:2: enrich.dns.servers[2]: "dns.example.org" – ${dnsServer}`,
      `c.yaml:2: enrich.dns.servers[3]: 53 – ${dnsServer}`,
      `c.yaml:2: enrich.dns.never[1]: "10.0.0.0/33" – ${host}`,
      'c.yaml:3: enrich.country.file: "gone.mmdb" – a file that can be read; there is no such file',
    ],
  },
  {
    name: "a password is given once",
    yaml: routerYaml("password: hunter2", "password_file: c.yaml"),
    problems: ['c.yaml:6: routers[0].password_file: "c.yaml" – either this or the password itself, not both'],
  },
  {
    name: "a certificate needs its key",
    yaml: "mqtt: {cert_file: c.yaml}",
    problems: ['c.yaml:1: mqtt.cert_file: "c.yaml" – this and mqtt.key_file, or neither'],
  },
  {
    name: "a password that YAML takes for something else is not shown",
    yaml: "mqtt:\n  password: *hunter2",
    problems: ["c.yaml:2: text that begins with one of * & ! % @ ` { [ | > # or a quote must itself be in quotes"],
  },
  {
    name: "a tag is not shown either, and does not run anything",
    yaml: "mqtt:\n  password: !hunter2",
    problems: ["c.yaml:2: text that begins with one of * & ! % @ ` { [ | > # or a quote must itself be in quotes"],
  },
  {
    name: "broken YAML is told by its lines, and nothing else is guessed",
    yaml: 'log:\n\tlevel: hunter2\nmqtt: {password: "hunter2',
    problems: [
      "c.yaml:2: the line is indented with a tab; YAML takes spaces",
      "c.yaml:3: a closing quote, a bracket, a comma or a colon is missing",
      "c.yaml:3: the line is not indented like its neighbours",
    ],
  },
  {
    name: "a key that is given twice is told at the second",
    yaml: "log: {level: info}\nlog: {level: warn}",
    problems: ["c.yaml:2: the key is given a second time"],
  },
  {
    name: "a file that is a list is no configuration",
    yaml: "- a",
    problems: [
      "c.yaml:1: the file: a list – a block with the keys data_dir, mqtt, home_assistant, syslog, routers, retention, privacy, enrich, detect, under_attack, web, log",
    ],
  },
  {
    name: "an address to listen on says how it is listened on",
    yaml: `syslog: {listen: ["0.0.0.0:5514", "http://0.0.0.0:5514", 514, "udp://[::1]:70000"]}\n${syslogYaml("home")}`,
    problems: [
      `c.yaml:1: syslog.listen[0]: "0.0.0.0:5514" – ${syslogListen}; did you mean "udp://0.0.0.0:5514"?`,
      `c.yaml:1: syslog.listen[1]: "http://0.0.0.0:5514" – ${syslogListen}`,
      `c.yaml:1: syslog.listen[2]: 514 – ${syslogListen}`,
      `c.yaml:1: syslog.listen[3]: "udp://[::1]:70000" – ${syslogListen}`,
    ],
  },
  {
    name: "a router that sends its log has no address, no login and no schedule",
    yaml: syslogYaml("home", "url: http://192.168.1.1", "password: hunter2", 'schedule: "* * * * *"', "username:"),
    problems: [
      "c.yaml:4: routers[0].url: not for family syslog – such a router sends its log by itself and is not asked: leave it out",
      "c.yaml:5: routers[0].password: not for family syslog – such a router sends its log by itself and is not asked: leave it out",
      "c.yaml:6: routers[0].schedule: not for family syslog – such a router sends its log by itself and is not asked: leave it out",
    ],
  },
  {
    name: "a router that is asked has no senders",
    yaml: routerYaml("senders: [192.168.2.1]", "hostnames: []"),
    problems: [
      "c.yaml:5: routers[0].senders: not for family smc-barricade – such a router is asked for its log and does not send it: leave it out",
      "c.yaml:6: routers[0].hostnames: not for family smc-barricade – such a router is asked for its log and does not send it: leave it out",
    ],
  },
  {
    name: "senders are addresses or networks, and host names have no blanks",
    yaml: syslogYaml("home", "senders: [gateway, 192.168.1.0/33]", 'hostnames: ["my gateway", 7, ""]'),
    problems: [
      `c.yaml:4: routers[0].senders[0]: "gateway" – ${host}`,
      `c.yaml:4: routers[0].senders[1]: "192.168.1.0/33" – ${host}`,
      `c.yaml:5: routers[0].hostnames[0]: "my gateway" – ${hostName}`,
      `c.yaml:5: routers[0].hostnames[1]: 7 – ${hostName}`,
      `c.yaml:5: routers[0].hostnames[2]: not given – ${hostName}`,
    ],
  },
  {
    name: "of two routers that send their log each says whose lines are its own",
    yaml: `syslog: {listen: ["udp://0.0.0.0:5514"]}\n${syslogYaml("home")}\n${syslogEntry("attic", "hostnames: [ap]")}\n${syslogEntry("shed")}`,
    problems: [
      "c.yaml:3: routers[0].senders: not given – addresses that its lines come from, or hostnames that are in them: routers[1] and routers[2] of the same family would get them too",
      "c.yaml:8: routers[2].senders: not given – addresses that its lines come from, or hostnames that are in them: routers[0] and routers[1] of the same family would get them too",
    ],
  },
  {
    name: "a sender is one router's alone",
    yaml: `${syslogYaml("home", "senders: [192.168.1.1]", "hostnames: [gw]")}\n${syslogEntry("attic", "senders: [192.168.1.2, 192.168.1.1]", "hostnames: [GW]")}`,
    problems: [
      'c.yaml:8: routers[1].senders[1]: "192.168.1.1" – one that no other router has; routers[0] has it too',
      'c.yaml:9: routers[1].hostnames[0]: "GW" – one that no other router has; routers[0] has it too',
    ],
  },
  {
    name: "nobody listens for nobody",
    yaml: `syslog: {listen: ["udp://0.0.0.0:5514"]}\n${routerYaml()}`,
    problems: [
      "c.yaml:1: syslog.listen: there is no router of family syslog to listen for: add one, or leave it empty",
    ],
  },
  {
    name: "problems of the environment name the variable, those of flags the flag",
    env: { WHOS_KNOCKING_LOG_FORMAT: "xml", WHOS_KNOCKING_RETENTION_DAYS: "for ever" },
    flags: { "log-level": "loud" },
    problems: [
      'WHOS_KNOCKING_RETENTION_DAYS: retention.days: "for ever" – a whole number from 0 to 36500',
      '--log-level: log.level: "loud" – one of debug, info, warn, error',
      'WHOS_KNOCKING_LOG_FORMAT: log.format: "xml" – one of text, json',
    ],
  },
  {
    name: "a misspelled variable is not passed over",
    env: { WHOS_KNOCKING_MQTT_PASWORD: "hunter2" },
    problems: ['WHOS_KNOCKING_MQTT_PASWORD: this variable is not known; did you mean "WHOS_KNOCKING_MQTT_PASSWORD"?'],
  },
  {
    name: "routers that are no JSON are told without what was written",
    env: { WHOS_KNOCKING_ROUTERS: '[{"name": "home", "password": "hunter2"' },
    problems: ['WHOS_KNOCKING_ROUTERS: routers: "text that is not JSON" – a list with one entry for each router'],
  },
];

describe("a configuration that is not sound", () => {
  for (const { name, problems, ...given } of problemCases) {
    test(name, (t) => {
      const told = problemsOf(t, given);
      assert.deepEqual(told, problems);
      assert.doesNotMatch(told.join("\n"), /hunter2|12345/);
    });
  }

  test("a file that was asked for and is not there is told, not replaced by the demo", (t) => {
    const cwd = temporaryFolder(t);
    const load =
      (file?: string, env: Given["env"] = {}) =>
      () =>
        loadConfig({ file, cwd, env, flags: {} });
    assert.throws(load("gone.yaml"), { problems: ['--config: "gone.yaml" – there is no such file'] });
    assert.throws(load(undefined, { WHOS_KNOCKING_CONFIG: "." }), {
      problems: ['WHOS_KNOCKING_CONFIG: "." – it is a folder'],
    });
  });
});

test("whatever a file says, it is taken or refused in words, and its passwords are not in them", (t) => {
  const cwd = temporaryFolder(t);
  const names = [
    "data_dir",
    "mqtt",
    "url",
    "password",
    "routers",
    "name",
    "family",
    "options",
    "tls",
    "detect",
    "log",
    "level",
  ];
  const key = fc.oneof(fc.constantFrom(...names, "__proto__", "constructor", "toString"), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, 0, -1.5, "", "home", "smc-barricade", "http://192.168.2.1", "*/5 * * * *"),
      fc.string(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 5 }),
    ),
  }));
  const secret = fc.constantFrom<unknown>("hunter2", ["hunter2"], { password: "hunter2" }, [{ password: ["hunter2"] }]);
  const router = fc.dictionary(key, value).map((keys) => ({ ...keys, name: "home" }));
  const file = fc.record({
    mqtt: fc.record({ password: secret }),
    routers: fc.array(fc.tuple(router, secret), { maxLength: 3 }),
    rest: fc.dictionary(key, value),
  });
  fc.assert(
    fc.property(file, ({ mqtt, routers, rest }) => {
      const routerList = routers.map(([keys, password]) => ({ ...keys, password }));
      // JSON is YAML, but for keys so long that YAML wants a mark before them.
      writeFileSync(join(cwd, "c.yaml"), JSON.stringify({ ...rest, mqtt, routers: routerList }));
      try {
        loadConfig({ file: "c.yaml", cwd, env: {}, flags: {} });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        assert.doesNotMatch(error.message, /hunter2/);
        assert.equal(error.problems.join("\n").split("\n").length, error.problems.length);
      }
    }),
  );
});

describe("a sound configuration", () => {
  test("flags go before the environment, the environment before the file, the file before defaults", (t) => {
    const yaml = "data_dir: /file\nlog: {level: error, format: json}\nmqtt: {username: file, base_topic: file}";
    const env = { WHOS_KNOCKING_MQTT_USERNAME: "env", WHOS_KNOCKING_DATA_DIR: "/env", WHOS_KNOCKING_LOG_LEVEL: "warn" };
    const config = load(t, { yaml, env, flags: { "data-dir": "/flag" } });
    assert.deepEqual(
      [config.data_dir, config.log, config.mqtt.username, config.mqtt.base_topic, config.mqtt.url],
      ["/flag", { level: "warn", format: "json" }, "env", "file", "mqtt://127.0.0.1:1883"],
    );
  });

  test("the environment gives text as it is, and numbers, switches, blocks and lists as JSON", (t) => {
    const config = load(t, {
      yaml: "mqtt: {username: kept}",
      env: {
        WHOS_KNOCKING_MQTT: '{"base_topic": "a"}',
        WHOS_KNOCKING_MQTT_PASSWORD: "12345",
        WHOS_KNOCKING_MQTT_VERIFY: "false",
        WHOS_KNOCKING_MQTT_PROTOCOL: "5",
        WHOS_KNOCKING_RETENTION_DAYS: "30",
        WHOS_KNOCKING_ROUTERS:
          '[{"name": "home", "family": "smc-barricade", "url": "http://192.168.2.1", "take_over": true}]',
        WHOS_KNOCKING_HOME_ASSISTANT_ENABLED: "",
        WHOS_KNOCKING_SERVICE_HOST: "10.0.0.1",
        WHOS_KNOCKING_PORT_8099_TCP: "tcp://10.0.0.1:8099",
      },
    });
    const { base_topic, username, password, verify, protocol } = config.mqtt;
    assert.deepEqual([base_topic, username, password, verify, protocol], ["a", "kept", "12345", false, "5"]);
    assert.deepEqual([config.retention.days, config.home_assistant.enabled, config.is_demo], [30, true, false]);
    assert.deepEqual(
      config.routers.map(({ name, take_over }) => [name, take_over]),
      [["home", true]],
    );
  });

  test("a router has every key of its settings, with the defaults of its family", (t) => {
    const [router] = load(t, {
      yaml: routerYaml("timezone: Asia/Tokyo", "username:", "options: {log_path: /x}"),
    }).routers;
    const defaults = Object.entries(families.find(({ id }) => id === "smc-barricade")?.options ?? {});
    assert.deepEqual(router, {
      name: "home",
      family: "smc-barricade",
      url: "http://192.168.2.1",
      username: "",
      password: "",
      schedule: "*/5 * * * *",
      timezone: "Asia/Tokyo",
      tls: { mode: "system" },
      take_over: false,
      count_unknown: true,
      known_hosts: [],
      timeout_ms: 10_000,
      max_page_bytes: 2_097_152,
      charset: "",
      senders: [],
      hostnames: [],
      options: { ...Object.fromEntries(defaults.map(([key, option]) => [key, option.default])), log_path: "/x" },
    });
  });

  test("a router that sends its log needs a name and nothing else, where it is the only one", (t) => {
    const { syslog, routers } = load(t, { yaml: `syslog: {listen: ["tcp://[::]:514"]}\n${syslogYaml("home")}` });
    assert.deepEqual(syslog.listen, ["tcp://[::]:514"]);
    assert.deepEqual(
      routers.map(({ name, family, url, senders, hostnames }) => [name, family, url, senders, hostnames]),
      [["home", "syslog", "", [], []]],
    );
  });

  test("routers that send their log need no senders where nothing listens: they are for imports", (t) => {
    const { routers } = load(t, { yaml: `${syslogYaml("home")}\n${syslogEntry("attic")}` });
    assert.deepEqual(
      routers.map(({ name }) => name),
      ["home", "attic"],
    );
  });

  test("of a router that sends its log everybody sees the keys that it has", (t) => {
    const config = load(t, { yaml: syslogYaml("home", "senders: [192.168.1.1]", "timezone: UTC") });
    assert.deepEqual(publicConfig(config)["routers"], [
      {
        name: "home",
        family: "syslog",
        timezone: "UTC",
        count_unknown: true,
        known_hosts: [],
        senders: ["192.168.1.1"],
        hostnames: [],
        options: {},
      },
    ]);
  });

  test("a router without a time zone has the machine's", (t) => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    assert.equal(load(t, { yaml: routerYaml() }).routers[0]?.timezone, zone);
  });

  test("a fingerprint is taken with colons and in capitals", (t) => {
    const bytes = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase());
    const trust = (tls: string) => load(t, { yaml: routerYaml(`tls: ${tls}`) }).routers[0]?.tls;
    const pinned = { mode: "pinned", sha256: bytes.join("").toLowerCase() };
    assert.deepEqual([trust(`SHA256:${bytes.join(":")}`), trust(`sha256:${bytes.join("")}`)], [pinned, pinned]);
    assert.deepEqual([trust("off"), trust("system")], [{ mode: "off" }, { mode: "system" }]);
  });

  test("a password file and a token file give their text without the line end", (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, "secret"), " pass word \r\n");
    const statistics = "{enabled: true, url: ws://supervisor/core/websocket, token_file: secret}";
    const yaml = `mqtt: {password_file: ${join(cwd, "secret")}}\nhome_assistant: {statistics: ${statistics}}\n${routerYaml("password_file: secret")}`;
    writeFileSync(join(cwd, "c.yaml"), yaml);
    const { mqtt, home_assistant, routers } = loadConfig({ file: "c.yaml", cwd, env: {}, flags: {} });
    const secrets = [mqtt.password, home_assistant.statistics.token, routers[0]?.password];
    assert.deepEqual(secrets, new Array(3).fill(" pass word "));
  });

  test("it cannot be changed, however deep", (t) => {
    const config = load(t, { yaml: routerYaml("known_hosts: [192.0.2.1]") });
    const parts: readonly unknown[] = [
      config,
      config.mqtt,
      config.routers,
      config.routers[0],
      config.routers[0]?.known_hosts,
      config.routers[0]?.options,
    ];
    assert.deepEqual(
      parts.map((part) => Object.isFrozen(part)),
      parts.map(() => true),
    );
  });

  test("its secrets are listed once each, and are not in what everybody may see", (t) => {
    const statistics = "home_assistant: {statistics: {enabled: true, url: http://ha.lan:8123, token: three}}";
    const yaml = `mqtt: {username: me, password: one}\nweb: {password: four}\n${statistics}\n${routerYaml("password: two")}\n  - {name: b, family: smc-barricade, url: "http://192.168.3.1", password: two}`;
    const config = load(t, { yaml });
    assert.deepEqual(secretsOf(config).toSorted(), ["four", "one", "three", "two"]);
    const shown = JSON.stringify(publicConfig(config));
    assert.doesNotMatch(shown, /"one"|"two"|"three"|"four"|"password":|"token":/);
    assert.match(shown, /"base_topic":"whos-knocking".*"name":"home".*"log_path"/);
  });
});

describe("the demo", () => {
  test("is what there is without any configuration", (t) => {
    const config = load(t, {});
    assert.equal(config.is_demo, true);
    assert.deepEqual(
      [config.data_dir, config.mqtt.url, config.mqtt.embedded_listen],
      ["./data/demo", "embedded", "127.0.0.1:1883"],
    );
    assert.deepEqual(
      config.routers.map(({ name, family, schedule }) => [name, family, schedule]),
      [["demo", "smc-barricade", "*/2 * * * * *"]],
    );
  });

  test("gives way to ./whos-knocking.yaml, even to an empty one", (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, "whos-knocking.yaml"), "# nothing yet\n");
    const config = loadConfig({ cwd, env: {}, flags: {} });
    assert.deepEqual([config.is_demo, config.routers, config.data_dir], [false, [], "./data"]);
  });

  test("takes the address and the login of the simulator that runs", (t) => {
    const router = {
      name: "x",
      family: "smc-barricade",
      url: "http://127.0.0.1:4",
      username: "u",
      password: "p",
      schedule: "* * * * *",
      timezone: "UTC",
    };
    const { routers, enrich } = withDemoRouter(load(t, {}), router, "127.0.0.1:5");
    const [demo] = routers;
    assert.deepEqual(
      [demo?.name, demo?.url, demo?.username, demo?.password, demo?.timezone, demo?.schedule],
      ["demo", "http://127.0.0.1:4", "u", "p", "UTC", "*/2 * * * * *"],
    );
    assert.deepEqual([enrich.dns.enabled, enrich.dns.servers], [true, ["127.0.0.1:5"]]);
  });

  test("asks nobody outside about its invented sources, whatever the environment says", (t) => {
    assert.equal(load(t, {}).enrich.dns.enabled, false);
    const env = { WHOS_KNOCKING_ENRICH_DNS_SERVERS: '["192.0.2.53"]', WHOS_KNOCKING_ENRICH_DNS_ENABLED: "true" };
    const router = { ...load(t, {}).routers[0], name: "x", family: "smc-barricade", url: "http://127.0.0.1:4" };
    const place = { username: "", password: "", schedule: "", timezone: "UTC" };
    const { dns } = withDemoRouter(load(t, { env }), { ...router, ...place }, "127.0.0.1:5").enrich;
    assert.deepEqual(dns.servers, ["127.0.0.1:5"]);
  });
});

function load(t: TestContext, { yaml, env = {}, flags = {} }: Given): Config {
  const cwd = temporaryFolder(t);
  if (yaml !== undefined) writeFileSync(join(cwd, "c.yaml"), yaml);
  return loadConfig({ file: yaml === undefined ? undefined : "c.yaml", cwd, env, flags });
}

function problemsOf(t: TestContext, given: Given): readonly string[] {
  try {
    load(t, given);
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
  return [];
}

/** The file of one sound router, with more keys of that router from its fifth line on. */
function routerYaml(...more: readonly string[]): string {
  const keys = ["family: smc-barricade", "url: http://192.168.2.1", ...more];
  return ["routers:", "  - name: home", ...keys.map((key) => `    ${key}`)].join("\n");
}

/** The file of a router that sends its log, with more of its keys from the fourth line on. */
function syslogYaml(name: string, ...more: readonly string[]): string {
  return `routers:\n${syslogEntry(name, ...more)}`;
}

function syslogEntry(name: string, ...more: readonly string[]): string {
  return [`  - name: ${name}`, "    family: syslog", ...more.map((key) => `    ${key}`)].join("\n");
}

function optionNames(family: string): string {
  return Object.keys(families.find(({ id }) => id === family)?.options ?? {}).join(", ");
}
