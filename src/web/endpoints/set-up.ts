import type {
  BrokerEntry,
  FamilyInfo,
  ListenerEntry,
  OptionInfo,
  RouterEntry,
  SetUp,
  Setup,
  WrittenConfig,
} from "../../model/set-up.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { flag, list, map, number, object, oneOf, optional, type Schema, text, word } from "../schema.ts";
import { checked, checkedAnswer } from "./actions.ts";

const value = oneOf(text("text"), number("number"), flag("true or false"));
const given = (description: string) => optional(text(description, { maxLength: 1000 }));

const routerEntry: Schema<RouterEntry> = object("A router, by the keys of the configuration file.", {
  name: text("its name", { maxLength: 64 }),
  family: text("id of its family", { maxLength: 64 }),
  url: given("address of its web interface"),
  username: given("name to log in with"),
  password: given("password to log in with"),
  schedule: given("cron: when its log is read"),
  timezone: given("IANA zone of its clock"),
  tls: given("how its certificate is trusted"),
  senders: optional(list("addresses that its lines come from", text("address"), { maxItems: 64 })),
  hostnames: optional(list("names in its lines", text("name"), { maxItems: 64 })),
  options: optional(map("options of the family", value)),
});

const brokerEntry: Schema<BrokerEntry> = object("The broker.", {
  url: given("its address"),
  username: given("name for it"),
  password: given("password for it"),
});

const listenerEntry: Schema<ListenerEntry> = object("Where routers that send their log are listened for.", {
  listen: list("addresses such as udp://0.0.0.0:5514", text("address", { maxLength: 100 }), { maxItems: 16 }),
});

const optionInfo: Schema<OptionInfo> = object("An option.", {
  key: text("its key"),
  doc: text("what it is for"),
  default: value,
  one_of: optional(list("the words that are allowed", text("word"))),
  is_secret: flag("whether it may hold a password"),
  min: optional(number("smallest")),
  max: optional(number("largest")),
});

const familyInfo: Schema<FamilyInfo> = object("A family of routers.", {
  id: text("its id"),
  title: text("its name"),
  manufacturer: optional(text("who makes them; absent where that may be anybody")),
  models: list("models that it reads, or is believed to", text("model")),
  side: word("whether they are asked for their log, or send it", ["poll", "push"]),
  default_url: optional(text("address that the vendor ships")),
  tells: map("what the log tells of a packet", text("always, sometimes or never")),
  switch_on: text("what the router must be told so that it logs at all"),
  options: list("its options", optionInfo),
});

const setup: Schema<Setup> = object("Whether a router can be set up from here.", {
  may_write: flag("whether the configuration can be written"),
  why_not: optional(text("why it cannot")),
  file: optional(text("the configuration file")),
  has_file: flag("whether that is there already"),
  families: list("what is supported", familyInfo),
  mqtt: object("The broker as it is configured.", {
    url: text("its address"),
    username: text("name for it"),
    has_password: flag("whether a password is set"),
  }),
  syslog: listenerEntry,
});

const writtenConfig: Schema<WrittenConfig> = object("The configuration file.", {
  file: text("its path"),
  text: text("what is in it now, or would be; every secret as ***"),
  is_written: flag("whether it was written: then the program begins anew with it, once this is answered"),
});

/** Setting up a router without an editor. */
export function setUpEndpoints(setUp: SetUp): readonly Endpoint[] {
  return [
    endpoint({
      method: "GET",
      path: "/setup",
      summary: "What can be set up",
      answer: setup,
      answerTo: () => setUp.describe(),
    }),
    endpoint({
      method: "POST",
      path: "/setup/check",
      summary: "Look at the log of a router that is not configured yet",
      body: routerEntry,
      answer: checked,
      refusals: [422],
      answerTo: async ({ body, signal }) => checkedAnswer(await setUp.check(body, signal)),
    }),
    endpoint({
      method: "POST",
      path: "/setup/config",
      summary: "Add a router to the configuration file, or begin one",
      body: object("What is added.", {
        router: routerEntry,
        mqtt: optional(brokerEntry),
        syslog: optional(listenerEntry),
        is_dry_run: optional(flag("whether it is only to be shown")),
      }),
      answer: writtenConfig,
      refusals: [409, 422],
      answerTo: async ({ body, afterwards }) => {
        const written = await setUp.write(body);
        if (written.is_written) afterwards(setUp.takeUp);
        return written;
      },
    }),
  ];
}
