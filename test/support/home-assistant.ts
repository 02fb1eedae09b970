import { readFileSync } from "node:fs";

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

/** What a running Home Assistant is asked, over its public interfaces. */
export interface HomeAssistant {
  readonly brokerUrl: string;
  /** Every entity whose id holds the text. */
  states(holding: string): Promise<readonly EntityState[]>;
  /** Resolves once the states of the ids fit; fails with what they were when the time is up. */
  until(
    ids: readonly string[],
    fits: (states: ReadonlyMap<string, EntityState>) => boolean,
    what: string,
  ): Promise<ReadonlyMap<string, EntityState>>;
  callService(domain: string, service: string, data: Readonly<Record<string, unknown>>): Promise<void>;
  /** One WebSocket command and its result. */
  ask(command: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Warnings and errors of its MQTT integration and recorder so far. */
  complaints(): readonly string[];
}

const patienceMs = 30_000;
const lookEveryMs = 250;

/** The Home Assistant that the environment names. */
export function homeAssistant(): HomeAssistant {
  const [url, token, log, brokerUrl] = ["HASS_URL", "HASS_TOKEN", "HASS_LOG", "MQTT_URL"].map(
    (name) => process.env[name] ?? "",
  );
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const states = async (holding: string): Promise<readonly EntityState[]> => {
    const all = (await call("/api/states")) as readonly EntityState[];
    return all.filter(({ entity_id }) => entity_id.includes(holding));
  };
  return {
    brokerUrl: brokerUrl ?? "",
    states,
    until: async (ids, fits, what) => {
      const endMs = Date.now() + patienceMs;
      for (;;) {
        const found = new Map(
          (await states(""))
            .filter(({ entity_id }) => ids.includes(entity_id))
            .map((state) => [state.entity_id, state]),
        );
        if (fits(found)) return found;
        if (Date.now() > endMs)
          throw new Error(`${what}: not within ${patienceMs} ms; ${JSON.stringify([...found.values()])}`);
        // Home Assistant is asked from outside, and tells nobody when a state has settled.
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    },
    callService: async (domain, service, data) => void (await call(`/api/services/${domain}/${service}`, data)),
    ask: (command) => askOnce(`${(url ?? "").replace(/^http/, "ws")}/api/websocket`, token ?? "", command),
    complaints: () =>
      readFileSync(log ?? "", "utf8")
        .split("\n")
        .filter((line) => /\b(WARNING|ERROR|CRITICAL)\b.*\bhomeassistant\.components\.(mqtt|recorder)\b/.test(line)),
  };
}

/** Logs in, sends one command, gives its result. */
function askOnce(url: string, token: string, command: Readonly<Record<string, unknown>>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener("error", () => reject(new Error(`${url} does not answer`)));
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
      if (message.type === "auth_ok") socket.send(JSON.stringify({ id: 1, ...command }));
      if (message.type !== "result") return;
      socket.close();
      if (message.success === true) resolve(message.result);
      else reject(new Error(JSON.stringify(message.error)));
    });
  });
}
