import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, FatalError } from "./errors.ts";

/** Values for keys of the configuration, and who gave them. */
export interface AppLayer {
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What Home Assistant gives to the program when it runs as its app. */
export interface AppSettings {
  /** What goes before the file where it was set: the options of the app's page, each under its own name. */
  readonly options: readonly AppLayer[];
  /** What goes behind the file: the page is for ingress alone. */
  readonly surroundings: AppLayer;
  /** The same, where there is a router that sends its log: how to listen in the app's container. */
  readonly listening: AppLayer;
  /** The broker that the Supervisor knows; why there is none is told only to whoever has no other. */
  readonly broker: AppLayer | FatalError;
  /** Home Assistant itself, through the Supervisor. */
  readonly homeAssistant: AppLayer;
}

/** The port for syslog inside of the app; which one of the house leads there is set on the app's page. */
const syslogListen = ["udp://0.0.0.0:5514", "tcp://0.0.0.0:5514"];

const answerTimeoutMs = 10_000;

/**
 * What the Supervisor tells its app; `undefined` where the program runs as anything else. An app has a token of the Supervisor's, and
 * this one's image names the data folder, in which the options are.
 * @throws FatalError when the options cannot be read
 */
export async function readAppSettings(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<AppSettings | undefined> {
  const { SUPERVISOR_TOKEN: token, SUPERVISOR_API: api, WHOS_KNOCKING_DATA_DIR: dataDir } = env;
  if (!token || !dataDir) return undefined;
  const options = readOptions(join(dataDir, "options.json"));
  const address = api || "http://supervisor";
  return {
    options: optionLayers(options),
    surroundings: { where: "the app", values: { web: { ingress: true } } },
    listening: { where: "the app", values: { syslog: { listen: syslogListen } } },
    broker: await askForBroker(`${address}/services/mqtt`, token, signal),
    homeAssistant: { where: "the Supervisor", values: homeAssistantOf(address, token) },
  };
}

/** The options as the Supervisor keeps them: checked against the schema of addon/config.yaml, others are left out by it. */
function readOptions(file: string): Readonly<Record<string, unknown>> {
  try {
    const options: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isBlock(options)) return options;
  } catch (cause) {
    throw new FatalError(`the app's options cannot be read from ${file}: ${describeError(cause)}`, { cause });
  }
  throw new FatalError(`the app's options in ${file} are no block of keys: save them anew on the app's page`);
}

/** Each option where the configuration has it. */
function optionLayers({ routers, log_level }: Readonly<Record<string, unknown>>): readonly AppLayer[] {
  const isGiven = Array.isArray(routers) && routers.length > 0;
  return [
    ...(isGiven ? [{ where: "option routers", values: { routers: routers.map(withoutEmpty) } }] : []),
    ...(log_level === undefined ? [] : [{ where: "option log_level", values: { log: { level: log_level } } }]),
  ];
}

/** A field that was emptied on the app's page, or switched off there, is one that was not filled in: no key has another default. */
function withoutEmpty(router: unknown): unknown {
  if (!isBlock(router)) return router;
  const filled = Object.entries(router).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.filter(isFilled) : value,
  ]);
  return Object.fromEntries(filled.filter(([, value]) => isFilled(value)));
}

function isFilled(value: unknown): boolean {
  return value !== "" && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** The Supervisor passes its WebSocket interface on to apps that may use Home Assistant's (homeassistant_api), for the token that they have. */
function homeAssistantOf(address: string, token: string): AppLayer["values"] {
  const url = `${address.replace(/^http/, "ws")}/core/websocket`;
  return { home_assistant: { statistics: { enabled: true, url, token } } };
}

/** GET /services/mqtt (developers.home-assistant.io, Supervisor endpoints): 400 where no app provides the service, 401 for a wrong token. */
async function askForBroker(url: string, token: string, signal: AbortSignal): Promise<AppLayer | FatalError> {
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    const { status } = answer;
    if (status === 401 || status === 403)
      return new FatalError(
        `the Supervisor refuses the app's token (${status}): restart the app, which gives it a new one`,
        { facts: { status } },
      );
    const told: unknown = await answer.json();
    const values = isBlock(told) && told["result"] === "ok" ? brokerOf(told["data"]) : undefined;
    if (values !== undefined) return { where: "the Supervisor", values: { mqtt: values } };
    return new FatalError(
      `the Supervisor knows no MQTT broker (${status}): install and start the app "Mosquitto broker", then start this one again; or name a broker of your own (mqtt.url in whos-knocking.yaml)`,
      { facts: { status } },
    );
  } catch (cause) {
    return new FatalError(
      `the Supervisor does not say where the MQTT broker is (${describeError(cause)}): start the app again`,
      {
        cause,
      },
    );
  }
}

/** The documents show the port as text, the Supervisor sends a number. */
function brokerOf(service: unknown): AppLayer["values"] | undefined {
  if (!isBlock(service)) return undefined;
  const { host, port, ssl, username, password } = service;
  if (typeof host !== "string" || host === "" || !/^\d{1,5}$/.test(String(port))) return undefined;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `${ssl === true ? "mqtts" : "mqtt"}://${name}:${port}`,
    username: typeof username === "string" ? username : "",
    password: typeof password === "string" ? password : "",
  };
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
