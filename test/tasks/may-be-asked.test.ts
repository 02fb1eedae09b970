import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "../../src/config.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom } from "../../src/routers/simulator/random.ts";
import { mayBeAskedAbout } from "../../src/tasks/may-be-asked.ts";
import { temporaryFolder } from "../support/folder.ts";

test("by default DNS is asked about public addresses alone", (t) => {
  const { never } = loadConfig({ cwd: temporaryFolder(t), env: {}, flags: {} }).enrich.dns;
  const mayAsk = mayBeAskedAbout(never);
  const random = createRandom(1);
  const strangers = Array.from({ length: 1000 }, () => publicAddress(random));
  assert.deepEqual(
    strangers.filter((address) => !mayAsk(address)),
    [],
  );
  assert.deepEqual(
    ["2a00::1", "2600:1::1", "2c0f::1"].filter((address) => !mayAsk(address)),
    [],
  );
  const nobodys = [
    ...["0.1.2.3", "10.255.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.31.0.1", "192.0.0.8", "192.0.2.1"],
    ...["192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "64:ff9b::1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:c000:201::1", "3fff::1"],
    ...["5f00::1", "fd00::1", "fe80::1", "ff02::1", "::ffff:192.168.1.1"],
  ];
  assert.deepEqual(nobodys.filter(mayAsk), []);
});

test("whoever wants names in a private network says so", () => {
  const mayAsk = mayBeAskedAbout(["192.168.7.0/24", "203.0.113.9"]);
  assert.deepEqual(["192.168.1.1", "192.168.7.1", "203.0.113.9", "203.0.113.10"].map(mayAsk), [
    true,
    false,
    false,
    true,
  ]);
});
