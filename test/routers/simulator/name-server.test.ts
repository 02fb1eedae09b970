import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openDns } from "../../../src/enrich/dns.ts";
import { findName } from "../../../src/enrich/find-name.ts";
import { findNetwork } from "../../../src/enrich/find-network.ts";
import { publicAddress } from "../../../src/routers/simulator/address.ts";
import { readDnsQuestion, writeDnsAnswer } from "../../../src/routers/simulator/dns-message.ts";
import { startNameServer } from "../../../src/routers/simulator/name-server.ts";
import { createRandom } from "../../../src/routers/simulator/random.ts";
import { answerZone } from "../../../src/routers/simulator/zones.ts";

const random = createRandom(7);
const addresses = Array.from({ length: 2000 }, () => publicAddress(random));

test("invented sources get names, domains and networks from a server on loopback, all of them kept for documentation", async (t) => {
  const server = await startNameServer();
  t.after(() => server.close());
  assert.match(server.address, /^127\.0\.0\.1:\d+$/);
  const dns = openDns({ servers: [server.address], timeout_ms: 2000 });
  const found = await Promise.all(addresses.slice(0, 500).map((address) => findName(address, dns, true)));
  const labels = found.map((one) => (one.isAnswered ? one.labels : undefined));
  assert.ok(labels.every((one) => one !== undefined));
  const domains = Map.groupBy(labels, (one) => one?.domain);
  assert.deepEqual(new Set(domains.keys()), new Set([undefined, "example.com", "example.net", "example.org"]));
  const [withoutName = 0, net = 0] = [undefined, "example.net"].map((domain) => domains.get(domain)?.length ?? 0);
  assert.ok(withoutName > 150 && withoutName < 250, `${withoutName} of 500 without a name`);
  assert.ok(net > 125 && net < 225, `${net} of 500 in example.net`);
  const confirmed = labels.filter((one) => one?.isForwardConfirmed).length;
  assert.ok(confirmed > 0.8 * (500 - withoutName) && confirmed < 500 - withoutName, `${confirmed} confirmed`);

  const networks = await Promise.all(
    addresses.slice(0, 100).map((address) => findNetwork(address, dns, { networkName: () => undefined }, 0)),
  );
  for (const network of networks) {
    assert.ok(network.isAnswered);
    const { asn = 0, network: name = "" } = network.labels;
    assert.ok(asn >= 64_496 && asn <= 64_511, String(asn));
    assert.match(name, /^EXAMPLE-/);
  }
});

test("the same address has the same name each time, and nothing else exists", () => {
  const ptr = (name: string, type = 12) => answerZone({ name, type });
  for (const address of addresses) {
    const name = `${address.split(".").reverse().join(".")}.in-addr.arpa`;
    assert.deepEqual(ptr(name), ptr(name));
  }
  const none = { code: 3, records: [] };
  for (const name of ["", "example.net", "www.example.net", "1.0.0.2.ip6.arpa", "999.1.1.1.in-addr.arpa"]) {
    assert.deepEqual(ptr(name), none, name);
    assert.deepEqual(ptr(name, 1), none, name);
  }
  assert.deepEqual(answerZone({ name: "as1.asn.cymru.com", type: 16 }), none);
  assert.deepEqual(answerZone({ name: "1-2-3-4.example.edu", type: 1 }), none);
});

test("whatever packet comes, it is a question or none", () => {
  const almost = fc
    .tuple(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.uint8Array({ maxLength: 40 }))
    .map(([head, rest]) => {
      const packet = Buffer.concat([head, rest]);
      packet.writeUInt16BE(0x0100, 2);
      packet.writeUInt16BE(1, 4);
      return packet;
    });
  fc.assert(
    fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 60 }).map(Buffer.from)), (packet) => {
      const question = readDnsQuestion(packet);
      if (question === undefined) return;
      const { code, records } = answerZone(question);
      const answer = writeDnsAnswer(packet, code, records);
      assert.deepEqual(answer.subarray(0, 2), packet.subarray(0, 2));
      assert.ok(answer.length >= 12);
    }),
    { numRuns: 2000 },
  );
});
