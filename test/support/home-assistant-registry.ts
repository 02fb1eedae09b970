import type { Dictionary, HomeAssistant } from "./home-assistant.ts";

/** An entity as its registry has it. */
export interface RegisteredEntity extends Dictionary {
  readonly entity_id: string;
  readonly unique_id: string;
}

/** Registered entities whose unique id begins so, by entity id. */
export async function registered(home: HomeAssistant, prefix: string): Promise<readonly RegisteredEntity[]> {
  const list = (await home.ask({ type: "config/entity_registry/list" })) as readonly RegisteredEntity[];
  const ours = list.filter(({ unique_id }) => String(unique_id).startsWith(prefix));
  if (ours.length === 0) return [];
  const entity_ids = ours.map(({ entity_id }) => entity_id);
  const entries = (await home.ask({ type: "config/entity_registry/get_entries", entity_ids })) as Readonly<
    Record<string, RegisteredEntity | null>
  >;
  // One that was taken away in between has none.
  return Object.values(entries)
    .filter((entry) => entry !== null)
    .sort((one, other) => (one.entity_id < other.entity_id ? -1 : 1));
}

/** A line an entity: everything that is promised of it, and its state. */
export async function tableOf(home: HomeAssistant, prefix: string): Promise<string> {
  const states = new Map((await home.states("")).map((state) => [state.entity_id, state]));
  const rows = (await registered(home, prefix)).map((entity) => {
    const state = states.get(entity.entity_id);
    const { unit_of_measurement, state_class } = state?.attributes ?? {};
    const columns = [
      ...[entity.entity_id, entity.unique_id, entity["original_name"], state?.state, unit_of_measurement],
      ...[entity["original_device_class"], state_class, entity["original_icon"], entity["entity_category"]],
      entity["disabled_by"] === null ? undefined : "disabled",
    ];
    return columns.map((column) => column ?? "-").join(" | ");
  });
  return `${rows.join("\n")}\n`;
}

/** Registered devices. */
export async function devices(home: HomeAssistant): Promise<readonly Dictionary[]> {
  return (await home.ask({ type: "config/device_registry/list" })) as readonly Dictionary[];
}

/** A device by what we call it. */
export async function device(home: HomeAssistant, identifier: string): Promise<Dictionary | undefined> {
  return (await devices(home)).find(({ identifiers }) => JSON.stringify(identifiers).includes(`"${identifier}"`));
}

/** Id of the MQTT integration's entry. */
export async function mqttEntry(home: HomeAssistant): Promise<string> {
  const [entry] = (await home.ask({ type: "config_entries/get", domain: "mqtt" })) as readonly Dictionary[];
  return String(entry?.["entry_id"]);
}

/** Lets the MQTT integration use another broker, as its user does; what is registered stays. */
export async function useBroker(home: HomeAssistant, brokerUrl: string): Promise<void> {
  const end = await setUpMqtt(home, { handler: "mqtt", entry_id: await mqttEntry(home) }, brokerUrl);
  if (end["type"] !== "abort" || end["reason"] !== "reconfigure_successful") throw new Error(JSON.stringify(end));
}

/** Takes the MQTT integration away with all that hangs on it, and sets it up again, as somebody does who is at a loss. */
export async function removeAndAddMqtt(home: HomeAssistant): Promise<void> {
  await home.call(`/api/config/config_entries/entry/${await mqttEntry(home)}`, undefined, "DELETE");
  const end = await setUpMqtt(home, { handler: "mqtt" }, home.brokerUrl);
  if (end["type"] !== "create_entry") throw new Error(JSON.stringify(end));
}

async function setUpMqtt(home: HomeAssistant, begin: Dictionary, brokerUrl: string): Promise<Dictionary> {
  const { hostname, port } = new URL(brokerUrl);
  const flow = (await home.call("/api/config/config_entries/flow", begin)) as Dictionary;
  return (await home.call(`/api/config/config_entries/flow/${flow["flow_id"]}`, {
    broker: hostname,
    port: Number(port),
    protocol: "5",
    other_settings: { set_client_cert: false, set_ca_cert: "off", transport: "tcp" },
  })) as Dictionary;
}
