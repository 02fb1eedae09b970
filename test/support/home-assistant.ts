import { readFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { retainedBy } from "./bridge-receipts.ts";
import { openSocket, type Socket } from "./home-assistant-socket.ts";
import { collectReceipts } from "./receipts.ts";
import { takeTurn } from "./turn.ts";

/** For the `skip` option of a test: the reason why it cannot run here, or false. */
export const withoutHomeAssistant: string | false =
  process.env["HASS_URL"] === undefined
    ? "a real Home Assistant is not here (HASS_URL, HASS_TOKEN, HASS_LOG and MQTT_URL are not set)"
    : false;

export interface EntityState {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export type Dictionary = Readonly<Record<string, unknown>>;
export type States = ReadonlyMap<string, EntityState>;

/** What a running Home Assistant is asked, over its public interfaces. */
export interface HomeAssistant {
  readonly brokerUrl: string;
  /** Every entity whose id holds the text. */
  states(holding: string): Promise<readonly EntityState[]>;
  /** Resolves once the states of the ids fit; fails with what they were when the time is up. */
  until(ids: readonly string[], fits: (states: States) => boolean, what: string, ms?: number): Promise<States>;
  callService(domain: string, service: string, data: Dictionary): Promise<void>;
  /** A path of its REST interface; posts where there is a body. Gives JSON as what it is, else text. */
  call(path: string, body?: unknown, method?: "DELETE"): Promise<unknown>;
  /** One WebSocket command and its result. */
  ask(command: Dictionary): Promise<unknown>;
  /** A connection that stays open until the test closes it. */
  socket(): Promise<Socket>;
  /** Warnings and errors since the test began, of everything that works on what it is sent. */
  complaints(): readonly string[];
}

const patienceMs = 30_000;
const lookEveryMs = 250;
/** The parts of it that a device message, a state or a statistic may displease. */
const concerned =
  /\b(WARNING|ERROR|CRITICAL)\b[^[]*\[homeassistant\.(components\.(mqtt|recorder|sensor|binary_sensor|event|button|switch|number|select|automation)|helpers\.(template|entity|entity_registry|device_registry|script))\b/;

/**
 * Home Assistant says this ten seconds after a test has changed its broker or taken it away: an acknowledgement of the one before never
 * comes. It is about no message of ours.
 */
const brokerChanged = /\[homeassistant\.components\.mqtt\.client\] No ACK from MQTT server in 10 seconds/;

/** The Home Assistant that the environment names, for this test alone, knowing nothing of us. */
export async function enterHome(t: TestContext): Promise<HomeAssistant> {
  await takeTurn(t);
  const home = homeAssistant();
  await forgetUs(home, home.brokerUrl);
  const before = home.complaints().length;
  return { ...home, complaints: () => home.complaints().slice(before) };
}

/** Takes everything of ours from a broker that Home Assistant listens to; resolves when it knows nothing of us. */
export async function forgetUs(home: HomeAssistant, brokerUrl: string): Promise<void> {
  await using receipts = await collectReceipts({ url: brokerUrl });
  const ours = [...(await retainedBy(receipts)).keys()].filter((topic) => /whos[-_]knocking/.test(topic));
  for (const topic of ours) await receipts.publish(topic, "", true);
  await untilGone(home, "whos_knocking_");
  await forgetStatisticsOfTheGone(home);
}

/** Statistics stay when their entity goes, under the id that a person may have given it, and are complained of from then on. */
async function forgetStatisticsOfTheGone(home: HomeAssistant): Promise<void> {
  const problems = (await home.ask({ type: "recorder/validate_statistics" })) as Readonly<
    Record<string, readonly Dictionary[]>
  >;
  const statistic_ids = Object.keys(problems).filter((id) => problems[id]?.some(({ type }) => type === "no_state"));
  await home.ask({ type: "recorder/clear_statistics", statistic_ids });
}

/** Waits until no entity is registered whose unique id begins so. */
export async function untilGone(home: HomeAssistant, prefix: string): Promise<void> {
  await eventually(`nothing of ${prefix}`, async () => {
    const list = (await home.ask({ type: "config/entity_registry/list" })) as readonly Dictionary[];
    const left = list.filter(({ unique_id }) => String(unique_id).startsWith(prefix)).map(({ entity_id }) => entity_id);
    return left.length === 0 ? { value: true } : { instead: left };
  });
}

function homeAssistant(): HomeAssistant {
  const [url = "", token = "", log = "", brokerUrl = ""] = ["HASS_URL", "HASS_TOKEN", "HASS_LOG", "MQTT_URL"].map(
    (name) => process.env[name] ?? "",
  );
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const call = async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      headers,
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return answer.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : text;
  };
  const states = async (holding: string): Promise<readonly EntityState[]> => {
    const all = (await call("/api/states")) as readonly EntityState[];
    return all.filter(({ entity_id }) => entity_id.includes(holding));
  };
  const socket = (): Promise<Socket> => openSocket(`${url.replace(/^http/, "ws")}/api/websocket`, token);
  return {
    brokerUrl,
    states,
    until: (ids, fits, what, ms) => {
      const look = async () => {
        const found = (await states("")).filter(({ entity_id }) => ids.includes(entity_id));
        const map = new Map(found.map((state) => [state.entity_id, state]));
        return fits(map) ? { value: map } : { instead: found };
      };
      return eventually(what, look, ms);
    },
    callService: async (domain, service, data) => void (await call(`/api/services/${domain}/${service}`, data)),
    call,
    ask: async (command) => {
      const opened = await socket();
      return opened.ask(command).finally(opened.close);
    },
    socket,
    complaints: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => concerned.test(line) && !brokerChanged.test(line)),
  };
}

/** Looks again and again: Home Assistant is asked from outside, and tells nobody when something has settled. */
export async function eventually<T>(
  what: string,
  look: () => Promise<{ readonly value: T } | { readonly instead: unknown }>,
  ms = patienceMs,
): Promise<T> {
  const endMs = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if ("value" in seen) return seen.value;
    if (Date.now() > endMs) throw new Error(`${what}: not within ${ms} ms; ${JSON.stringify(seen.instead)}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Restarts it; resolves when it is up again: it goes down while it answers, or just after. */
export async function restart(home: HomeAssistant): Promise<void> {
  const isUp = (): Promise<boolean> =>
    home.states("").then(
      () => true,
      () => false,
    );
  await Promise.allSettled([home.callService("homeassistant", "restart", {})]);
  for (const wanted of [false, true]) {
    await eventually(
      `Home Assistant ${wanted ? "up" : "down"}`,
      async () => {
        const is = await isUp();
        return is === wanted ? { value: is } : { instead: is };
      },
      120_000,
    );
  }
}
