import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { stringify } from "yaml";
import { type Config, loadConfig } from "../src/config.ts";
import { FatalError } from "../src/errors.ts";
import { readAppSettings } from "../src/supervisor.ts";
import { temporaryFolder } from "./support/folder.ts";
import { startRawServer } from "./support/raw-server.ts";
import { startSilentServer } from "./support/silent-server.ts";
import { type BrokerAnswer, noBroker, startSupervisor } from "./support/supervisor.ts";

interface Given {
  readonly options?: unknown;
  readonly broker?: BrokerAnswer;
  readonly env?: Readonly<Record<string, string>>;
  /** What is in whos-knocking.yaml, in the app's config folder. */
  readonly file?: unknown;
}

const mosquitto = {
  addon: "core_mosquitto",
  host: "core-mosquitto",
  port: 1883,
  ssl: false,
  username: "addons",
  password: "hunter2",
  protocol: "3.1.1",
};
const home = { name: "home", family: "netgear", url: "http://192.168.1.1", username: "admin", password: "hunter3" };
const sending = { name: "edge", family: "syslog", senders: ["192.168.1.1"] };

async function loadInApp(t: TestContext, given: Given): Promise<Config> {
  const supervisor = await startSupervisor(t, given.broker ?? { data: mosquitto });
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "options.json"), JSON.stringify(given.options ?? { routers: [home] }));
  if (given.file !== undefined) writeFileSync(join(folder, "whos-knocking.yaml"), stringify(given.file));
  const app = {
    SUPERVISOR_TOKEN: supervisor.token,
    SUPERVISOR_API: supervisor.url,
    WHOS_KNOCKING_DATA_DIR: folder,
  };
  const env = { ...app, ...given.env };
  const settings = await readAppSettings(env, new AbortController().signal);
  return loadConfig({ cwd: folder, env, flags: {}, app: settings });
}

test("the broker is the one that the Supervisor knows, and the routers are those of the options", async (t) => {
  const { mqtt, routers, is_demo } = await loadInApp(t, {});
  assert.deepEqual(
    [mqtt.url, mqtt.username, mqtt.password, is_demo],
    ["mqtt://core-mosquitto:1883", "addons", "hunter2", false],
  );
  const [router] = routers;
  assert.deepEqual(
    [router?.name, router?.url, router?.username, router?.password, router?.schedule],
    ["home", "http://192.168.1.1", "admin", "hunter3", "*/5 * * * *"],
  );
});

const services: readonly (readonly [string, unknown, string])[] = [
  ["a port written as text", { ...mosquitto, port: "1884" }, "mqtt://core-mosquitto:1884"],
  ["a broker with TLS", { ...mosquitto, port: 8883, ssl: true }, "mqtts://core-mosquitto:8883"],
  ["an IPv6 address", { ...mosquitto, host: "fd00::2" }, "mqtt://[fd00::2]:1883"],
];

for (const [name, data, url] of services) {
  test(`${name} leads to ${url}`, async (t) => {
    assert.equal((await loadInApp(t, { broker: { data } })).mqtt.url, url);
  });
}

test("a broker without a name and password is taken as one that is open", async (t) => {
  const { mqtt } = await loadInApp(t, { broker: { data: { host: "core-mosquitto", port: 1883 } } });
  assert.deepEqual([mqtt.username, mqtt.password], ["", ""]);
});

const missing = /^the Supervisor knows no MQTT broker \(\d+\): install and start the app "Mosquitto broker"/;
const noBrokers: readonly (readonly [string, BrokerAnswer, RegExp])[] = [
  ["no app provides one", noBroker, missing],
  ["the answer has no host", { data: { port: 1883 } }, missing],
  ["the answer has no port", { data: { host: "core-mosquitto", port: "high" } }, missing],
  [
    "the answer is no JSON",
    { status: 502, body: "Bad Gateway" },
    /^the Supervisor does not say where the MQTT broker is/,
  ],
];

describe("without a broker the program ends, and says what to do, when", () => {
  for (const [name, broker, words] of noBrokers) {
    test(name, async (t) => {
      await assert.rejects(
        loadInApp(t, { broker }),
        (error) => error instanceof FatalError && words.test(error.message),
      );
    });
  }

  test("the token is wrong", async (t) => {
    await assert.rejects(loadInApp(t, { env: { SUPERVISOR_TOKEN: "old" } }), {
      name: "FatalError",
      message: "the Supervisor refuses the app's token (401): restart the app, which gives it a new one",
    });
  });

  test("what answers sends us on: the token is for nobody else", async (t) => {
    const other = await startSupervisor(t, { data: mosquitto });
    const moved = `HTTP/1.1 302 Found\r\nLocation: ${other.url}/services/mqtt\r\nContent-Length: 0\r\n\r\n`;
    const { url } = await startRawServer(t, () => moved);
    await assert.rejects(loadInApp(t, { env: { SUPERVISOR_API: url } }), /does not say where the MQTT broker is/);
    assert.deepEqual(other.asked, []);
  });

  test("the Supervisor is not there", async (t) => {
    await assert.rejects(loadInApp(t, { env: { SUPERVISOR_API: "http://127.0.0.1:9" } }), /start the app again$/);
  });
});

test("asked to stop while the Supervisor is silent, nobody waits for it", async (t) => {
  const silent = await startSilentServer(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "options.json"), "{}");
  const stop = new AbortController();
  const env = { SUPERVISOR_TOKEN: "x", SUPERVISOR_API: silent.url, WHOS_KNOCKING_DATA_DIR: folder };
  const settings = readAppSettings(env, stop.signal);
  await silent.asked;
  stop.abort();
  assert.ok((await settings)?.broker instanceof FatalError);
});

describe("a broker of the user's own", () => {
  const file = { mqtt: { url: "mqtt://192.168.1.10:1883" } };

  test("takes the place of the Supervisor's, whose name and password it never gets", async (t) => {
    const { mqtt } = await loadInApp(t, { file });
    assert.deepEqual([mqtt.url, mqtt.username, mqtt.password], ["mqtt://192.168.1.10:1883", "", ""]);
  });

  test("needs none of the Supervisor's", async (t) => {
    assert.equal((await loadInApp(t, { file, broker: noBroker })).mqtt.url, "mqtt://192.168.1.10:1883");
  });
});

describe("Home Assistant's statistics", () => {
  test("go through the Supervisor, with the token of the app", async (t) => {
    const { home_assistant } = await loadInApp(t, {});
    const { enabled, url, token } = home_assistant.statistics;
    assert.deepEqual([enabled, token.length], [true, 112]);
    assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/core\/websocket$/);
  });

  test("are switched off by the file", async (t) => {
    const file = { home_assistant: { statistics: { enabled: false } } };
    assert.equal((await loadInApp(t, { file })).home_assistant.statistics.enabled, false);
  });

  for (const key of ["url", "token"] as const) {
    test(`never take the app's token to a Home Assistant whose ${key} the user gave`, async (t) => {
      const given = { url: "http://192.168.1.20:8123", token: "mine" };
      const file = { home_assistant: { statistics: { [key]: given[key] } } };
      const { statistics } = (await loadInApp(t, { file })).home_assistant;
      const { url, token } = { url: "", token: "", ...file.home_assistant.statistics };
      assert.deepEqual([statistics.enabled, statistics.url, statistics.token], [false, url, token]);
    });
  }
});

test("the page is for ingress alone, as long as the file does not say otherwise", async (t) => {
  assert.equal((await loadInApp(t, {})).web.ingress, true);
  assert.equal((await loadInApp(t, { file: { web: { ingress: false } } })).web.ingress, false);
});

describe("the file in the app's config folder", () => {
  test("adds what the options do not have", async (t) => {
    const { retention, mqtt, log } = await loadInApp(t, {
      options: { routers: [home], log_level: "debug" },
      file: { retention: { days: 90 }, mqtt: { base_topic: "knocks" }, log: { level: "error", format: "json" } },
    });
    assert.deepEqual(
      [retention.days, mqtt.base_topic, mqtt.url, log],
      [90, "knocks", "mqtt://core-mosquitto:1883", { level: "debug", format: "json" }],
    );
  });

  test("may have the routers in place of the options", async (t) => {
    const { routers } = await loadInApp(t, {
      options: { routers: [] },
      file: { routers: [{ ...home, name: "attic" }] },
    });
    assert.deepEqual(
      routers.map(({ name }) => name),
      ["attic"],
    );
  });

  test("may not have routers beside those of the options", async (t) => {
    await assert.rejects(loadInApp(t, { file: { retention: { days: 1 }, routers: [home] } }), {
      problems: [
        "whos-knocking.yaml:3: routers: the app's options have routers too – keep all of them in one of the two",
      ],
    });
  });
});

test("a router that sends its log is listened for on the app's port, unless the file says where", async (t) => {
  const options = { routers: [home, sending] };
  const listen = ["udp://0.0.0.0:5514", "tcp://0.0.0.0:5514"];
  assert.deepEqual((await loadInApp(t, { options })).syslog.listen, listen);
  const file = { syslog: { listen: ["udp://0.0.0.0:6514"] } };
  assert.deepEqual((await loadInApp(t, { options, file })).syslog.listen, ["udp://0.0.0.0:6514"]);
  assert.deepEqual((await loadInApp(t, {})).syslog.listen, []);
});

test("so is one that is in the file, with all others", async (t) => {
  const { routers, syslog } = await loadInApp(t, { options: { routers: [] }, file: { routers: [home, sending] } });
  assert.deepEqual(
    routers.map(({ name }) => name),
    ["home", "edge"],
  );
  assert.deepEqual(syslog.listen, ["udp://0.0.0.0:5514", "tcp://0.0.0.0:5514"]);
});

test("a field that was emptied or switched off on the app's page is one that was not filled in", async (t) => {
  const empty = { username: "", password: "", schedule: "", timezone: "", take_over: false };
  const { routers } = await loadInApp(t, {
    options: {
      routers: [
        { ...sending, ...empty, url: "", senders: ["192.168.1.1", ""] },
        { ...home, ...empty, senders: [] },
      ],
    },
  });
  assert.deepEqual(
    routers.map(({ name, senders, schedule }) => [name, senders, schedule]),
    [
      ["edge", ["192.168.1.1"], "*/5 * * * *"],
      ["home", [], "*/5 * * * *"],
    ],
  );
});

test("an option that is wrong is named, and no password is", async (t) => {
  const options = { routers: [{ ...home, schedule: "hourly", pasword: "hunter2" }], log_level: "loud" };
  const words = await loadInApp(t, { options, broker: noBroker }).then(
    () => "",
    (error: Error) => error.message,
  );
  assert.match(words, /^option log_level: log\.level: "loud" – one of debug, info, warn, error/m);
  assert.match(words, /^option routers: routers\[0\]\.schedule: "hourly" – five fields of cron/m);
  assert.match(words, /^option routers: routers\[0\]\.pasword: unknown key – .* did you mean "password"\?/m);
  assert.doesNotMatch(words, /hunter/);
});

for (const [name, text] of [
  ["cut short", '{"routers": ['],
  ["a list", "[]"],
] as const) {
  test(`options that are ${name} end the program with the name of their file`, async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "options.json"), text);
    const env = { SUPERVISOR_TOKEN: "x", WHOS_KNOCKING_DATA_DIR: folder };
    await assert.rejects(readAppSettings(env, new AbortController().signal), (error) => {
      return error instanceof FatalError && error.message.includes(join(folder, "options.json"));
    });
  });
}

test("outside of an app nobody is asked", async (t) => {
  const { url, token, asked } = await startSupervisor(t, noBroker);
  const signal = new AbortController().signal;
  assert.equal(await readAppSettings({ SUPERVISOR_API: url, WHOS_KNOCKING_DATA_DIR: "/data" }, signal), undefined);
  assert.equal(await readAppSettings({ SUPERVISOR_API: url, SUPERVISOR_TOKEN: token }, signal), undefined);
  assert.deepEqual(asked, []);
});
