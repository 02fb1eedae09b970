import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { addRouter } from "../src/config/edit.ts";
import { FatalError, UsageError } from "../src/errors.ts";

const secrets = new Set(["password"]);
const router = { name: "home", family: "netgear", url: "http://192.168.1.1", password: "s3cret" };
const entry = "  - name: home\n    family: netgear\n    url: http://192.168.1.1\n    password: s3cret\n";

for (const [name, before, after] of [
  [
    "without a file one is begun",
    undefined,
    `# Who's Knocking. Every option with its default: config/default.yaml\n\nrouters:\n${entry}`,
  ],
  ["an empty one is filled", "", `routers:\n${entry}`],
  ["comments alone stay", "# mine\n", `# mine\n\nrouters:\n${entry}`],
  ["a key without a value gets one", "routers:\nlog: {level: debug}\n", `routers:\n${entry}log: { level: debug }\n`],
  ["an empty list is filled", "routers: [] # none yet\n", `routers:\n${entry}`],
  [
    "others stay as they were written",
    "routers:\n  # the old one\n  - {name: attic, family: netgear} # keep\n\n# the end\n",
    `routers:\n  # the old one\n  - { name: attic, family: netgear } # keep\n${entry}\n# the end\n`,
  ],
] as const) {
  test(name, () => {
    assert.equal(addRouter(before, { router }, secrets).text, after);
  });
}

test("the broker's keys change, and its others stay", () => {
  const before = "mqtt:\n  url: mqtt://old # the old one\n  base_topic: knocks\n";
  const { text } = addRouter(before, { router, mqtt: { url: "mqtt://new", password: "b" } }, secrets);
  assert.deepEqual(parse(text).mqtt, { url: "mqtt://new", base_topic: "knocks", password: "b" });
});

test("where routers are listened for is written, and what else stands there stays", () => {
  const change = { router, syslog: { listen: ["udp://0.0.0.0:5514"] } };
  assert.deepEqual(parse(addRouter(undefined, change, secrets).text).syslog, change.syslog);
  const { text } = addRouter("syslog:\n  # mine\n  listen: []\n", change, secrets);
  assert.match(text, /# mine/);
  assert.deepEqual(parse(text).syslog, change.syslog);
});

test("a name that is taken is told, and so is what is no list", () => {
  assert.throws(
    () => addRouter(`routers:\n${entry}`, { router }, secrets),
    (thrown) => thrown instanceof FatalError && thrown.facts["conflict"] === true,
  );
  assert.throws(() => addRouter("routers: home\n", { router }, secrets), UsageError);
  assert.throws(() => addRouter("routers: [\n", { router }, secrets), UsageError);
});

test("whatever is given comes out of the file as it went in, and no secret is shown", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("yes", "1e3", "null", "~", "- a", "#"),
  );
  fc.assert(
    fc.property(texts, texts, texts, (url, username, more) => {
      const password = `geheim-${more}-x`;
      const given = { name: "home", family: "netgear", url, username, password };
      const { text, shown } = addRouter("data_dir: d\n", { router: given, mqtt: { password } }, secrets);
      assert.deepEqual(parse(text), { data_dir: "d", mqtt: { password }, routers: [given] });
      assert.doesNotMatch(shown, /geheim/);
      assert.equal(parse(shown).routers[0].username, username);
    }),
  );
});
