import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import ipaddr from "ipaddr.js";

const root = join(import.meta.dirname, "..");
const files = globSync("{test,config,src,addon}/**/*.{json,html,log,txt,yaml,ts,md,snapshot}", { cwd: root });

/** Four numbers that are no address: versions of firmware, and sections of manuals and specifications. */
const noAddresses: ReadonlySet<string> = new Set(["1.0.1.52", "1.0.16.98", "3.2.2.3", "2.5.5.2", "3.10.7.4"]);

function isStrangers(text: string): boolean {
  if (!isIPv4(text) || noAddresses.has(text)) return false;
  // Networks for documentation (RFC 5737) are reserved; everything else that is public belongs to somebody.
  return ipaddr.IPv4.parse(text).range() === "unicast";
}

test("no fixture, example or document holds the address of a stranger", () => {
  const found = files.flatMap((file) => {
    const addresses = readFileSync(join(root, file), "utf8").match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? [];
    return addresses.filter(isStrangers).map((address) => `${file}: ${address}`);
  });
  assert.deepEqual([...new Set(found)], []);
});
