import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDomains } from "../../src/enrich/domains.ts";

const findDomain = await loadDomains();

/** Host name, its registered domain and its top-level domain. */
const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ["user-10cm1it.cable.example.com", "example.com", "com"],
  ["dsl-1.prodigy.example.net.mx", "example.net.mx", "mx"],
  ["a.example.co.uk", "example.co.uk", "uk"],
  ["p1.osaka.example.ne.jp", "example.ne.jp", "jp"],
  ["ne.jp", "ne.jp", "jp"],
  ["example.com", "example.com", "com"],
  ["x_y.example.org", "example.org", "org"],
  ["a.b.example.ck", "b.example.ck", "ck"],
  ["a.example.xn--p1ai", "example.xn--p1ai", "xn--p1ai"],
  // A customer of a provider with a suffix of its own is still that provider's.
  ["customer.github.io", "github.io", "io"],
  ["router.lan", undefined, undefined],
  ["host.example", undefined, undefined],
  ["host.local", undefined, undefined],
];

for (const [hostname, domain, tld] of cases) {
  test(`${hostname} belongs to ${domain ?? "no domain"}`, () => {
    assert.deepEqual(findDomain(hostname), domain === undefined ? {} : { domain, tld });
  });
}
