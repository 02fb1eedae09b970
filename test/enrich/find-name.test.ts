import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openDns } from "../../src/enrich/dns.ts";
import { type Found, findName } from "../../src/enrich/find-name.ts";
import { dnsCodes, dnsTypes, encodeDnsName, writeDnsAnswer } from "../../src/routers/simulator/dns-message.ts";
import { a, type DnsReply, type DnsServer, ptr, startDnsServer, zone } from "../support/dns-server.ts";

const address = "203.0.113.9";
const arpa = "9.113.0.203.in-addr.arpa";

async function ask(t: TestContext, server: DnsServer, of = address, timeout_ms = 10_000): Promise<Found> {
  const dns = openDns({ servers: [server.address], timeout_ms });
  t.after(() => dns.close());
  return findName(of, dns, true);
}

test("a name that leads back to its address is confirmed, another one is not", async (t) => {
  const aaaa = { type: dnsTypes.aaaa, data: Buffer.from("20010db8000000000000000000000001", "hex") };
  const nibbles = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
  const server = await startDnsServer(
    t,
    zone({
      [arpa]: [ptr("dsl-9.example.co.uk")],
      "dsl-9.example.co.uk": [a("203.0.113.1"), a(address)],
      "10.113.0.203.in-addr.arpa": [ptr("bank.example.com")],
      "bank.example.com": [a("198.51.100.1")],
      [nibbles]: [ptr("six.example.net")],
      "six.example.net": [aaaa],
    }),
  );
  const labels = { hostname: "dsl-9.example.co.uk", isForwardConfirmed: true, domain: "example.co.uk", tld: "uk" };
  assert.deepEqual(await ask(t, server), { isAnswered: true, labels });
  const bank = { hostname: "bank.example.com", isForwardConfirmed: false, domain: "example.com", tld: "com" };
  assert.deepEqual(await ask(t, server, "203.0.113.10"), { isAnswered: true, labels: bank });
  const six = { hostname: "six.example.net", isForwardConfirmed: true, domain: "example.net", tld: "net" };
  assert.deepEqual(await ask(t, server, "2001:db8::1"), { isAnswered: true, labels: six });
});

test("no name, and a name without a pointer, are answers", async (t) => {
  const server = await startDnsServer(t, zone({ [arpa]: [] }));
  assert.deepEqual(await ask(t, server), { isAnswered: true, labels: {} });
  assert.deepEqual(await ask(t, server, "203.0.113.10"), { isAnswered: true, labels: {} });
  assert.deepEqual(server.asked, [arpa, "10.113.0.203.in-addr.arpa"]);
});

test("every look-up asks the server anew: what was answered is not remembered twice", async (t) => {
  const server = await startDnsServer(t, zone({ [arpa]: [ptr("a.example.net")] }));
  const dns = openDns({ servers: [server.address], timeout_ms: 10_000 });
  for (let count = 0; count < 3; count += 1) await findName(address, dns, false);
  assert.deepEqual(server.asked, [arpa, arpa, arpa]);
});

/** Replies of a server that lies, and the name that is left. */
const lies: readonly (readonly [string, () => DnsReply, string | undefined])[] = [
  ["markup", () => [ptr('<img src=x onerror="alert(1)">.example.net')], undefined],
  ["a NUL", () => [ptr("a\u0000b.example.net")], undefined],
  ["line ends and escape sequences", () => [ptr("a\r\n\u001b[2Jb.example.net")], undefined],
  ["octets above 127", () => [ptr("\u00e4\u00ff.example.net")], undefined],
  ["300 octets", () => [ptr(`${"a".repeat(59)}.`.repeat(5).slice(0, -1))], undefined],
  ["a dot within a label", () => [pointing([["a.b", "example", "net"]])], undefined],
  ["an address in place of a name", () => [ptr("192.168.1.1")], undefined],
  ["the root", () => [{ type: dnsTypes.ptr, data: Buffer.from([0]) }], undefined],
  ["no data", () => [{ type: dnsTypes.ptr, data: Buffer.alloc(0) }], undefined],
  ["a label longer than the packet", () => [{ type: dnsTypes.ptr, data: Buffer.from([63, 97]) }], undefined],
  ["a label of a reserved kind", () => [{ type: dnsTypes.ptr, data: Buffer.from([0x80, 97, 0]) }], undefined],
  ["a name that points to itself", () => loop, undefined],
  ["two names that point to each other", () => twoLoops, undefined],
  [
    "more answers than it holds",
    () => (query) => changed(query, [ptr("a.example.net")], (head) => head.writeUInt16BE(9, 6)),
    undefined,
  ],
  ["half a packet", () => (query) => writeDnsAnswer(query, 0, [ptr("a.example.net")]).subarray(0, 40), undefined],
  ["noise", () => () => Buffer.from("no DNS at all"), undefined],
  ["an empty packet", () => () => Buffer.alloc(0), undefined],
  [
    "another answer's id",
    () => (query) => changed(query, [ptr("a.example.net")], (head) => head.writeUInt16BE(head.readUInt16BE(0) ^ 1, 0)),
    undefined,
  ],
  ["the answer to another question", () => (query) => otherQuestion(query), undefined],
  ["a query in place of an answer", () => (query) => query, undefined],
  [
    "that it was cut, with nobody at the other door",
    () => (query) => changed(query, [], (head) => head.writeUInt16BE(0x8380, 2)),
    undefined,
  ],
  ["that it refuses", () => (query) => writeDnsAnswer(query, 5, []), undefined],
  ["that it failed", () => (query) => writeDnsAnswer(query, 2, []), undefined],
  ["a code that nobody knows", () => (query) => writeDnsAnswer(query, 15, []), undefined],
  [
    "a time to live of 136 years",
    () => (query) => changed(query, [ptr("a.example.net")], (packet) => packet.writeInt32BE(-1, packet.length - 21)),
    "a.example.net",
  ],
  [
    "two thousand names",
    () => Array.from({ length: 2000 }, (_, index) => ptr(`n${index}.example.net`)),
    "n0.example.net",
  ],
  [
    "good and bad names",
    () => [ptr("<b>.example.net"), ptr("z.example.net"), ptr("b.example.net"), ptr("x y.net")],
    "b.example.net",
  ],
  [
    "the wrong packet first",
    () => (query) => [otherQuestion(query), writeDnsAnswer(query, 0, [ptr("a.example.net")])],
    "a.example.net",
  ],
];

for (const [what, reply, hostname] of lies) {
  test(`a server that answers with ${what} gives ${hostname ?? "no name"}, and breaks nothing`, async (t) => {
    const server = await startDnsServer(t, (question) => (question.name === arpa ? reply() : "none"));
    const found = await ask(t, server, address, hostname === undefined ? 250 : 10_000);
    assert.equal(found.isAnswered ? found.labels.hostname : undefined, hostname);
    if (hostname !== undefined) assert.equal(found.isAnswered && found.labels.isForwardConfirmed, false);
  });
}

test("a server that says nothing, and one that is not there, give no answer", async (t) => {
  const server = await startDnsServer(t, () => "silence");
  assert.deepEqual(await ask(t, server, address, 250), { isAnswered: false });
  assert.deepEqual(server.asked, [arpa, arpa]);
  // Nobody listens on the port of discard.
  assert.deepEqual(await ask(t, { ...server, address: "127.0.0.1:9" }), { isAnswered: false });
});

test("an answer that is slow and not too slow is taken", async (t) => {
  const server = await startDnsServer(t, zone({ [arpa]: [ptr("a.example.net")] }));
  server.hold();
  const dns = openDns({ servers: [server.address], timeout_ms: 60_000 });
  const found = findName(address, dns, false);
  await server.questions(1);
  server.open();
  assert.equal((await found).isAnswered, true);
});

test("what is given up ends at once", async (t) => {
  const server = await startDnsServer(t, () => "silence");
  const dns = openDns({ servers: [server.address], timeout_ms: 60_000 });
  const found = findName(address, dns, true);
  await server.questions(1);
  dns.close();
  assert.deepEqual(await found, { isAnswered: false });
});

test("a second server is asked where the first says nothing", async (t) => {
  const silent = await startDnsServer(t, () => "silence");
  const good = await startDnsServer(t, zone({ [arpa]: [ptr("a.example.net")] }));
  const dns = openDns({ servers: [silent.address, good.address], timeout_ms: 250 });
  const found = await findName(address, dns, false);
  assert.equal(found.isAnswered && found.labels.hostname, "a.example.net");
});

/** A record whose labels may hold anything, a dot too. */
function pointing(names: readonly (readonly string[])[]): { readonly type: number; readonly data: Buffer } {
  const labels = names.flat().flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "latin1")]);
  return { type: dnsTypes.ptr, data: Buffer.concat([...labels, Buffer.from([0])]) };
}

/** The record's data is a pointer to the data itself, which stands behind the head, the question and the record's own head. */
function loop(query: Buffer): Buffer {
  const at = writeDnsAnswer(query, dnsCodes.noError, [{ type: dnsTypes.ptr, data: Buffer.alloc(0) }]).length;
  return writeDnsAnswer(query, dnsCodes.noError, [
    { type: dnsTypes.ptr, data: Buffer.from([0xc0 | (at >> 8), at & 255]) },
  ]);
}

function twoLoops(query: Buffer): Buffer {
  const at = writeDnsAnswer(query, dnsCodes.noError, [{ type: dnsTypes.ptr, data: Buffer.alloc(0) }]).length;
  const [here, there] = [at, at + 4].map((place) => [0xc0 | (place >> 8), place & 255]);
  const data = Buffer.from([1, 97, ...(there ?? []), 1, 98, ...(here ?? [])]);
  return writeDnsAnswer(query, dnsCodes.noError, [{ type: dnsTypes.ptr, data }]);
}

function changed(
  query: Buffer,
  records: Parameters<typeof writeDnsAnswer>[2],
  change: (packet: Buffer) => void,
): Buffer {
  const packet = writeDnsAnswer(query, dnsCodes.noError, records);
  change(packet);
  return packet;
}

function otherQuestion(query: Buffer): Buffer {
  const other = Buffer.concat([
    query.subarray(0, 12),
    encodeDnsName("1.2.0.192.in-addr.arpa"),
    Buffer.from([0, 12, 0, 1]),
  ]);
  return writeDnsAnswer(other, dnsCodes.noError, [ptr("forged.example.net")]);
}
