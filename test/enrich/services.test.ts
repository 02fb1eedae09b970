import assert from "node:assert/strict";
import { test } from "node:test";
import { loadServiceNames } from "../../src/enrich/services.ts";

const names = loadServiceNames();

/** Ports of the article, a few of today, and what has no name. */
const cases: readonly (readonly [string, number, string | undefined])[] = [
  ["udp", 137, "netbios-ns"],
  ["tcp", 139, "netbios-ssn"],
  ["tcp", 1433, "ms-sql-s"],
  ["tcp", 135, "epmap"],
  ["tcp", 80, "www-http"],
  ["tcp", 7070, "real"],
  ["tcp", 21, "ftp"],
  ["udp", 1434, "ms-sql-m"],
  ["tcp", 445, "microsoft-ds"],
  ["tcp", 8080, "http-alt"],
  ["tcp", 3128, "ndl-aas"],
  ["tcp", 57, undefined],
  ["tcp", 0, undefined],
  ["gre", 137, undefined],
  ["tcp", 65_535, undefined],
];

for (const [protocol, port, name] of cases) {
  test(`${protocol}/${port} is ${name ?? "without a name"}`, () => {
    assert.equal(names(protocol, port), name);
    assert.equal(names(protocol, port), name);
  });
}

test("a scan of every port does not change what a port is called", () => {
  for (let port = 0; port < 6000; port++) names("udp", port);
  assert.equal(names("tcp", 80), "www-http");
  assert.equal(names("tcp", 7070), "real");
});
