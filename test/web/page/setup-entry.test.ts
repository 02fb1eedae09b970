import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyInfo } from "../../../src/model/set-up.ts";
import { filledIn } from "../../../src/web/page/views/setup-entry.ts";

const family: FamilyInfo = {
  id: "smc-barricade",
  title: "SMC Barricade",
  manufacturer: "SMC",
  models: [],
  side: "poll",
  tells: {},
  switch_on: "",
  options: [
    { key: "login", doc: "", default: "form", one_of: ["form", "basic"], is_secret: false },
    { key: "logout_path", doc: "", default: "/out", is_secret: false },
    { key: "pages", doc: "", default: 1, is_secret: false },
    { key: "quick", doc: "", default: true, is_secret: false },
  ],
};
const mqtt = { url: "mqtt://127.0.0.1:1883", username: "me", has_password: true };

const untouched = {
  ...{
    name: "home",
    url: " http://192.168.2.1 ",
    username: "",
    password: "",
    schedule: "*/5 * * * *",
    timezone: "UTC",
  },
  ...{ "option.login": "form", "option.logout_path": "/out", "option.pages": "1", "option.quick": "true" },
  ...{ "mqtt.url": mqtt.url, "mqtt.username": "me", "mqtt.password": "" },
};
const plain = {
  name: "home",
  family: "smc-barricade",
  url: "http://192.168.2.1",
  schedule: "*/5 * * * *",
  timezone: "UTC",
};

function filled(changes: Readonly<Record<string, string | undefined>>) {
  const fields = new FormData();
  for (const [key, value] of Object.entries({ ...untouched, ...changes }))
    if (value !== undefined) fields.set(key, value);
  return filledIn(fields, family, mqtt);
}

test("where to listen goes along, and nothing where that is empty", () => {
  const listen = "udp://0.0.0.0:5514, tcp://0.0.0.0:5514";
  assert.deepEqual(filled({ listen }), { router: plain, syslog: { listen: listen.split(", ") } });
  assert.deepEqual(filled({ listen: " " }), { router: plain });
});

test("what is empty or as it would be anyway is left out", () => assert.deepEqual(filled({}), { router: plain }));

test("a password is taken with its blanks", () =>
  assert.deepEqual(filled({ password: " a b " }), { router: { ...plain, password: " a b " } }));

test("an option that was changed is told in its own type, also one that was emptied or switched off", () =>
  assert.deepEqual(
    filled({ "option.login": "basic", "option.logout_path": "", "option.pages": "3", "option.quick": undefined }).router
      .options,
    {
      login: "basic",
      logout_path: "",
      pages: 3,
      quick: false,
    },
  ));

test("a number that was emptied is as it would be anyway", () =>
  assert.deepEqual(filled({ "option.pages": "" }), { router: plain }));

test("of the broker only what was changed is told", () => {
  assert.deepEqual(filled({ "mqtt.username": "" }).mqtt, { username: "" });
  assert.deepEqual(filled({ "mqtt.url": "mqtt://192.0.2.5", "mqtt.password": "s" }).mqtt, {
    url: "mqtt://192.0.2.5",
    password: "s",
  });
});

test("several senders are a list", () =>
  assert.deepEqual(filled({ senders: "192.0.2.1, 192.0.2.2" }).router.senders, ["192.0.2.1", "192.0.2.2"]));
