import assert from "node:assert/strict";
import { isIPv4 } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { readAddress } from "../../src/formats/addresses.ts";

const octet = fc.oneof(fc.nat(255).map(String), fc.constantFrom("256", "00", "01", "", "-1", "1e1", "x", " 1", "999"));

test("what Node takes for an IPv4 address is one, and nothing else without colons", () => {
  fc.assert(
    fc.property(fc.array(octet, { minLength: 3, maxLength: 5 }), fc.constantFrom("", ".", " "), (octets, behind) => {
      const text = octets.join(".") + behind;
      assert.equal(readAddress(text), isIPv4(text) ? text : undefined);
    }),
    { numRuns: 3000 },
  );
});

const group = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0xffff), fc.nat(0xffff));
const groups = fc.array(group, { minLength: 8, maxLength: 8 });

test("an IPv6 address in full, as the kernel writes it, is given by RFC 5952", () => {
  fc.assert(
    fc.property(groups, fc.boolean(), (parts, isUpper) => {
      const full = parts.map((part) => part.toString(16).padStart(4, "0")).join(":");
      const address = ipaddr.IPv6.parse(full);
      const expected = address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
      assert.equal(readAddress(isUpper ? full.toUpperCase() : full), expected);
    }),
    { numRuns: 3000 },
  );
});

const texts: readonly (readonly [string, string | undefined])[] = [
  ["0000:0000:0000:0000:0000:0000:0000:0000", "::"],
  ["2001:0db8:0000:0001:0000:0000:0000:0001", "2001:db8:0:1::1"],
  ["2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"],
  ["2001:0db8:0000:0001:0001:0001:0001:0001", "2001:db8:0:1:1:1:1:1"],
  ["0000:0000:0000:0000:0000:ffff:c000:0201", "192.0.2.1"],
  ["2001:0db8:0000:0001:0000:0000:0000:000g", undefined],
  ["2001-0db8-0000-0001-0000-0000-0000-0001", undefined],
  ["2001:DB8::1%eth0", "2001:db8::1"],
  ["2001:db8::1::2", undefined],
];

for (const [text, expected] of texts) {
  test(`${text} is ${expected ?? "no address"}`, () => assert.equal(readAddress(text), expected));
}
