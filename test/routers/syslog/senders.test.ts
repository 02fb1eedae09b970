import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SendingRouter } from "../../../src/model/listener.ts";
import { createSenders, plainAddress } from "../../../src/routers/syslog/senders.ts";
import { createUnknownSenders } from "../../../src/routers/syslog/unknown-senders.ts";

function router(name: string, senders: readonly string[], hostnames: readonly string[] = []): SendingRouter {
  return { name, senders, hostnames };
}

const line = (host: string) => `<4>Nov 22 18:10:18 ${host} kernel: DROP IN=eth0 OUT= SRC=203.0.113.9`;
const structured = (host: string) =>
  `<134>1 2026-11-22T18:10:18Z ${host} filterlog 1 - - 5,,,1000,em0,match,block,in,4`;

interface Case {
  readonly name: string;
  readonly routers: readonly SendingRouter[];
  readonly address: string;
  readonly text: string;
  /** Name of the router, or the host of a line that is nobody's. */
  readonly expected: { readonly router: string } | { readonly host: string | undefined };
}

const home = router("home", ["192.168.1.1", "2001:db8::/64"]);
const away = router("away", ["192.168.1.0/24"], ["Gateway", "192.168.7.1"]);
const attic = router("attic", [], ["attic-ap"]);

const cases: readonly Case[] = [
  {
    name: "the only router",
    routers: [router("one", [])],
    address: "198.51.100.1",
    text: "x",
    expected: { router: "one" },
  },
  { name: "an address", routers: [home], address: "192.168.1.1", text: line("x"), expected: { router: "home" } },
  { name: "another one", routers: [home], address: "192.168.1.2", text: line("nas"), expected: { host: "nas" } },
  { name: "a network of IPv6", routers: [home], address: "2001:db8::7", text: "x", expected: { router: "home" } },
  {
    name: "the narrower network, first",
    routers: [home, away],
    address: "192.168.1.1",
    text: "x",
    expected: { router: "home" },
  },
  {
    name: "the narrower network, last",
    routers: [away, home],
    address: "192.168.1.1",
    text: "x",
    expected: { router: "home" },
  },
  { name: "the wider network", routers: [home, away], address: "192.168.1.9", text: "x", expected: { router: "away" } },
  {
    name: "a host before the address",
    routers: [home, away],
    address: "192.168.1.1",
    text: line("gateway"),
    expected: { router: "away" },
  },
  {
    name: "a host, whatever its case",
    routers: [attic],
    address: "172.17.0.1",
    text: line("ATTIC-AP"),
    expected: { router: "attic" },
  },
  {
    name: "a host of RFC 5424",
    routers: [attic],
    address: "172.17.0.1",
    text: structured("attic-ap"),
    expected: { router: "attic" },
  },
  {
    name: "an address as host",
    routers: [away],
    address: "172.17.0.1",
    text: line("192.168.7.1"),
    expected: { router: "away" },
  },
  {
    name: "a host that is nobody's",
    routers: [attic],
    address: "172.17.0.1",
    text: line("nas"),
    expected: { host: "nas" },
  },
  { name: "no host", routers: [attic], address: "172.17.0.1", text: "hello", expected: { host: undefined } },
  {
    name: "a sender beside hosts",
    routers: [home, attic],
    address: "192.168.1.1",
    text: line("nas"),
    expected: { router: "home" },
  },
];

describe("whose a line is", () => {
  for (const { name, routers, address, text, expected } of cases) {
    test(name, () => {
      const senders = createSenders(routers);
      for (const _ of ["asked", "asked again"]) assert.deepEqual(senders.of(address, text), expected);
    });
  }

  test("an address is compared as the configuration writes it", () => {
    assert.deepEqual(
      ["::ffff:192.168.1.1", "::FFFF:192.168.1.1", "fe80::1%eth0", "2001:db8::1", "192.168.1.1"].map(plainAddress),
      ["192.168.1.1", "192.168.1.1", "fe80::1", "2001:db8::1", "192.168.1.1"],
    );
  });
});

describe("senders that are nobody's", () => {
  test("are told the first time, and counted each time", () => {
    const unknown = createUnknownSenders();
    const nas = { address: "192.168.1.9", host: "nas" };
    assert.deepEqual(
      [unknown.count(nas), unknown.count(nas), unknown.count({ address: "192.168.1.9" })],
      [true, false, true],
    );
    assert.equal(unknown.lines(), 3);
    assert.deepEqual(unknown.top(), [
      { ...nas, lines: 2 },
      { address: "192.168.1.9", lines: 1 },
    ]);
  });

  test("are remembered up to a hundred, whoever makes them up; of the others the lines count", () => {
    const unknown = createUnknownSenders();
    const told = Array.from({ length: 5000 }, (_, index) =>
      unknown.count({ address: "192.168.1.9", host: `h${index}` }),
    );
    assert.equal(told.filter(Boolean).length, 100);
    assert.deepEqual([unknown.lines(), unknown.top().length], [5000, 10]);
    assert.equal(unknown.count({ address: "192.168.1.9", host: "h7" }), false);
    assert.deepEqual(unknown.top()[0], { address: "192.168.1.9", host: "h7", lines: 2 });
  });

  test("are shown with so much of a host's name as a name has", () => {
    const unknown = createUnknownSenders();
    unknown.count({ address: "192.168.1.9", host: "h".repeat(5000) });
    assert.equal(unknown.top()[0]?.host, "h".repeat(64));
  });
});
