import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openDns } from "../../src/enrich/dns.ts";
import type { Found } from "../../src/enrich/find-name.ts";
import { findNetwork, type KnownNetworks } from "../../src/enrich/find-network.ts";
import { type DnsServer, startDnsServer, txt, zone } from "../support/dns-server.ts";

const origin = "9.113.0.203.origin.asn.cymru.com";
const none: KnownNetworks = { networkName: () => undefined };

function ask(t: TestContext, server: DnsServer, known = none, address = "203.0.113.9"): Promise<Found> {
  const dns = openDns({ servers: [server.address], timeout_ms: 1000 });
  t.after(() => dns.close());
  return findNetwork(address, dns, known, 0);
}

test("the network that announces the longest prefix is taken, with its name and without the registry's country", async (t) => {
  const server = await startDnsServer(
    t,
    zone({
      [origin]: [
        txt("64500 | 203.0.113.0/8 | US | arin | 1998-09-25"),
        txt("64496 64497 | 203.0.113.0/24 | MX | lacnic | 2003-07-01"),
      ],
      "as64496.asn.cymru.com": [txt("64496 | MX | lacnic | 2003-07-01 | EXAMPLE-NET - Example, S.A. de C.V., MX")],
    }),
  );
  const labels = { asn: 64_496, network: "EXAMPLE-NET - Example, S.A. de C.V." };
  assert.deepEqual(await ask(t, server), { isAnswered: true, labels });
});

test("IPv6 has a zone of its own", async (t) => {
  const name = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.origin6.asn.cymru.com";
  const server = await startDnsServer(t, zone({ [name]: [txt("64496 | 2001:db8::/32 | US | arin | 2003-07-01")] }));
  assert.deepEqual(await ask(t, server, none, "2001:db8::1"), {
    isAnswered: true,
    labels: { asn: 64_496, network: undefined },
  });
});

test("a name that is known is not asked for", async (t) => {
  const server = await startDnsServer(t, zone({ [origin]: [txt("64496 | 203.0.113.0/24 | MX | lacnic | ")] }));
  const known: KnownNetworks = { networkName: (asn) => (asn === 64_496 ? { name: "KNOWN" } : undefined) };
  assert.deepEqual(await ask(t, server, known), { isAnswered: true, labels: { asn: 64_496, network: "KNOWN" } });
  assert.deepEqual(server.asked, [origin]);
});

test("an address that nobody announces has no network", async (t) => {
  const server = await startDnsServer(t, zone({}));
  assert.deepEqual(await ask(t, server), { isAnswered: true, labels: {} });
});

for (const text of ["", "|", "NA | NA", "0 | 203.0.113.0/24", "4294967296 | x", "-1 | x", "<b> | x", "64496"]) {
  test(`an origin of ${JSON.stringify(text)} is none`, async (t) => {
    const server = await startDnsServer(t, zone({ [origin]: [txt(text)] }));
    assert.deepEqual(await ask(t, server), { isAnswered: true, labels: {} });
  });
}

/** What stands in place of a name, and what is kept of it. */
const names: readonly (readonly [string, string | undefined])[] = [
  ["", undefined],
  ["64496 | US", undefined],
  ["64496 | US | arin | 2003 | ", undefined],
  ["64496 | US | arin | 2003 | <script>alert(1)</script>, US", "script alert(1) /script"],
  ["64496 | US | arin | 2003 | A\u0000B\u001b[2J\r\nC", "A B 2J C"],
  ["64496 | BR | lacnic | 2003 | TELEFÓNICA Ü, BR", "TELEFÓNICA Ü"],
  [`64496 | US | arin | 2003 | ${"n".repeat(200)}`, "n".repeat(100)],
];

for (const [text, name] of names) {
  test(`of the name in ${JSON.stringify(text.slice(0, 50))} is kept: ${name?.slice(0, 20) ?? "nothing"}`, async (t) => {
    const records = { [origin]: [txt("64496 | 203.0.113.0/24 | US")], "as64496.asn.cymru.com": [txt(text)] };
    const server = await startDnsServer(t, zone(records));
    assert.deepEqual(await ask(t, server), { isAnswered: true, labels: { asn: 64_496, network: name } });
  });
}

test("without an answer to either question there is none", async (t) => {
  const silent = await startDnsServer(t, () => "silence");
  assert.deepEqual(await ask(t, silent), { isAnswered: false });
  const half = await startDnsServer(t, ({ name }) => (name === origin ? [txt("64496 | x")] : "silence"));
  assert.deepEqual(await ask(t, half), { isAnswered: false });
});
