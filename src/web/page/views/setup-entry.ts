import type { BrokerEntry, FamilyInfo, ListenerEntry, RouterEntry, Setup } from "../../../model/set-up.ts";

/** What somebody filled in, as the API takes it: what is empty or as it would be anyway is left out. */
export interface Filled {
  readonly router: RouterEntry;
  /** Absent where nothing of the broker was changed. */
  readonly mqtt?: BrokerEntry;
  /** Absent where nothing was said of it. */
  readonly syslog?: ListenerEntry;
}

type Value = string | number | boolean;

export function filledIn(fields: FormData, family: FamilyInfo, mqtt: Setup["mqtt"]): Filled {
  const broker = brokerOf(fields, mqtt);
  const listen = listOf(fields, "listen");
  return {
    router: routerOf(fields, family),
    ...(Object.keys(broker).length === 0 ? {} : { mqtt: broker }),
    ...(listen.length === 0 ? {} : { syslog: { listen } }),
  };
}

function routerOf(fields: FormData, family: FamilyInfo): RouterEntry {
  const options = optionsOf(fields, family);
  return {
    name: textOf(fields, "name"),
    family: family.id,
    ...given("url", textOf(fields, "url")),
    ...given("username", textOf(fields, "username")),
    ...given("password", secretOf(fields, "password")),
    ...given("schedule", textOf(fields, "schedule")),
    ...given("timezone", textOf(fields, "timezone")),
    ...given("tls", textOf(fields, "tls")),
    ...given("senders", listOf(fields, "senders")),
    ...given("hostnames", listOf(fields, "hostnames")),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

function brokerOf(fields: FormData, mqtt: Setup["mqtt"]): BrokerEntry {
  const [url, username] = [textOf(fields, "mqtt.url"), textOf(fields, "mqtt.username")];
  return {
    ...given("url", url === mqtt.url ? "" : url),
    ...(username === mqtt.username ? {} : { username }),
    ...given("password", secretOf(fields, "mqtt.password")),
  };
}

function optionsOf(fields: FormData, { options }: FamilyInfo): Readonly<Record<string, Value>> {
  const changed = options.flatMap(({ key, default: usual, is_secret }): [string, Value][] => {
    const told = is_secret ? secretOf(fields, `option.${key}`) : textOf(fields, `option.${key}`);
    const value = typed(told, usual);
    return value === usual ? [] : [[key, value]];
  });
  return Object.fromEntries(changed);
}

/** A number that was emptied is as it would be anyway; a text may be empty. */
function typed(told: string, usual: Value): Value {
  if (typeof usual === "boolean") return told === "true";
  if (typeof usual === "number") return told === "" ? usual : Number(told);
  return told;
}

function textOf(fields: FormData, name: string): string {
  return secretOf(fields, name).trim();
}

/** Taken as it was typed, blanks and all. */
function secretOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

function listOf(fields: FormData, name: string): readonly string[] {
  return textOf(fields, name)
    .split(/[\s,]+/)
    .filter((part) => part !== "");
}

/** The key with its value, unless that is empty. */
function given<Key extends string, Given extends string | readonly string[]>(
  key: Key,
  value: Given,
): { readonly [Name in Key]?: Given } {
  return value.length === 0 ? {} : ({ [key]: value } as { readonly [Name in Key]: Given });
}
