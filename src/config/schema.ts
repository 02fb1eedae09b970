import { detectors } from "../detect/index.ts";
import { logLevels } from "../log.ts";
import { severities } from "../model/finding.ts";
import { families } from "../routers/index.ts";
import { enrichRows } from "./enrich.ts";
import { homeAssistantRows } from "./home-assistant.ts";
import { flag, list, number, optionRows, type Row, text, word } from "./row.ts";
import {
  brokerUrlRule,
  charsetRule,
  listenRule,
  routerNameRule,
  routerUrlRule,
  scheduleRule,
  tlsRule,
  topicRule,
} from "./rules.ts";
import { webRows } from "./web.ts";
import { zoneRule } from "./zone.ts";

/** Every key of the configuration but those inside an entry of `routers`. */
export const schema = {
  data_dir: text(
    "Folder of the journal and of what the program remembers; from the folder that it is started in.",
    "./data",
    {
      isRequired: true,
    },
  ),
  mqtt: {
    url: text(
      "Address of the MQTT broker: mqtt, mqtts, ws or wss; embedded starts a broker of our own, for trying out.",
      "mqtt://127.0.0.1:1883",
      {
        rule: brokerUrlRule,
        isRequired: true,
      },
    ),
    username: text("Name for the broker; empty for none.", ""),
    password: text("Password for the broker.", "", { sensitive: true }),
    password_file: text("File that holds the password, in place of the line above.", ""),
    base_topic: text("First level of every topic that the program writes.", "whos-knocking", {
      rule: topicRule,
      isRequired: true,
    }),
    protocol: word("MQTT version: 5, 3.1.1, or auto for 5 and 3.1.1 where the broker refuses it.", "auto", [
      "auto",
      "5",
      "3.1.1",
    ]),
    client_id: text("Name of this client at the broker; empty: one is made up.", ""),
    ca_file: text("File with the certificate (PEM) of who signed the broker's; empty: the system's list.", ""),
    cert_file: text("File with our own certificate (PEM), for brokers that ask for one.", ""),
    key_file: text("File with the key of that certificate (PEM).", ""),
    verify: flag("Whether the broker's certificate must be right; false only in a network that you trust.", true),
    embedded_listen: text("Address and port of the embedded broker.", "127.0.0.1:1883", {
      rule: listenRule,
      isRequired: true,
    }),
  },
  home_assistant: homeAssistantRows,
  syslog: {
    listen: list<string>(
      "Where to listen for the log of routers of family syslog, such as udp://0.0.0.0:5514 or tcp://[::]:5514; empty: nowhere.",
      "a list of addresses such as udp://0.0.0.0:5514",
    ),
  },
  routers: list<unknown>(
    "The routers whose log is read; the keys of one are shown below.",
    "a list with one entry for each router",
  ),
  retention: {
    days: number(
      "How many days single probes are kept; 0: for good. Hourly totals are always kept for good, so logs of a time whose " +
        "probes were deleted are not imported again, also when more is to be kept from now on.",
      0,
      { min: 0, max: 36_500 },
    ),
  },
  privacy: {
    mask_own_address: flag("Whether your own address (destination) is left out of topics and exports.", false),
  },
  enrich: enrichRows,
  detect: Object.fromEntries(
    detectors.map(({ detector, options }) => [detector.kind, optionRows(options)]),
  ) as Readonly<Record<string, Readonly<Record<string, Row<string | number | boolean>>>>>,
  under_attack: {
    severity: word("From which severity on an episode means that we are under attack.", "high", severities),
    calm_minutes: number("Minutes without such an episode until the attack is over.", 15, { min: 0, max: 1440 }),
  },
  web: webRows,
  log: {
    level: word("How much is told: error, warn, info or debug.", "info", logLevels),
    format: word("Lines for people (text) or for programs (json).", "text", ["text", "json"]),
  },
};

/** Every key of an entry of `routers` but its family's own options. */
export const routerSchema = {
  name: text("Name of the router, in topics and in Home Assistant.", "", { rule: routerNameRule, isRequired: true }),
  family: {
    ...word(
      "What kind of router it is.",
      "",
      families.map((family) => family.id),
    ),
    isRequired: true,
  },
  url: text("Address of its web interface.", "", { rule: routerUrlRule, isRequired: true }),
  username: text("Name to log in with; empty where the router asks for a password alone.", ""),
  password: text("Password to log in with.", "", { sensitive: true }),
  password_file: text("File that holds the password, in place of the line above.", ""),
  schedule: text(
    "When its log is read: cron, five fields, or six with seconds first; auto: from every 30 s to every 15 min, as its log needs it.",
    "*/5 * * * *",
    {
      rule: scheduleRule,
      isRequired: true,
    },
  ),
  timezone: text("Time zone of the router's clock; empty: this machine's.", "", { rule: zoneRule }),
  tls: text(
    "How its certificate is trusted, for https: system, off (not at all), or sha256: and its fingerprint.",
    "system",
    { rule: tlsRule, isRequired: true },
  ),
  take_over: flag("Whether we may throw out an administrator who is logged in.", false),
  count_unknown: flag("Whether a line that does not say what became of a packet counts as a probe.", true),
  known_hosts: list<string>(
    "Addresses or networks of our own scanners, which are not counted.",
    "a list of addresses or networks",
  ),
  timeout_ms: number("How long the router may take for a step of an answer, in milliseconds.", 10_000, {
    min: 100,
    max: 600_000,
  }),
  max_page_bytes: number("How large a page of the router may be, in bytes.", 2 * 1024 * 1024, {
    min: 1024,
    max: 64 * 1024 * 1024,
  }),
  charset: text("Character set of its pages, where the router tells a wrong one; empty: what the router says.", "", {
    rule: charsetRule,
  }),
  senders: list<string>(
    "Addresses or networks that its lines come from; a router that is the only one of family syslog needs none.",
    "a list of addresses or networks",
  ),
  hostnames: list<string>(
    "Names that it has in its lines: they go before the address, for which a container or a relay may put its own.",
    "a list of names",
  ),
};

/** Keys that only one side has a use for: routers that are asked for their log, and those that send it by themselves. */
const sideKeys = {
  poll: [
    ...["url", "username", "password", "password_file", "schedule"],
    ...["tls", "take_over", "timeout_ms", "max_page_bytes", "charset"],
  ],
  push: ["senders", "hostnames"],
} as const;

/** Every key of an entry of `routers`, with the options of that family. */
export function routerRows(
  familyId: string,
): typeof routerSchema & { readonly options: Readonly<Record<string, Row<string | number | boolean>>> } {
  const family = families.find((candidate) => candidate.id === familyId);
  const url = family?.side === "push" ? { ...routerSchema.url, ...text("", "") } : routerSchema.url;
  return { ...routerSchema, url, options: optionRows(family?.options ?? {}) };
}

/** The keys that a family has no use for, because its log comes to us the other way; none where the family is not known. */
export function foreignKeys(familyId: string): readonly string[] {
  const side = families.find((candidate) => candidate.id === familyId)?.side;
  return side === undefined ? [] : sideKeys[side === "poll" ? "push" : "poll"];
}
