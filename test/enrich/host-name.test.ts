import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanHostName } from "../../src/enrich/host-name.ts";

const names: readonly (readonly [string, string])[] = [
  ["user-10cm1it.cable.example.com", "user-10cm1it.cable.example.com"],
  ["Host.EXAMPLE.Net.", "host.example.net"],
  ["_dmarc.a_b.example.org", "_dmarc.a_b.example.org"],
  ["xn--bcher-kva.example.net", "xn--bcher-kva.example.net"],
  ["203-0-113-9.example.net", "203-0-113-9.example.net"],
  ["9.113.0.203.in-addr.arpa", "9.113.0.203.in-addr.arpa"],
  [`${"a".repeat(63)}.example.net`, `${"a".repeat(63)}.example.net`],
  [`${"a.".repeat(125)}net`, `${"a.".repeat(125)}net`],
];

for (const [given, kept] of names) {
  test(`${given.slice(0, 40)} is kept`, () => assert.equal(cleanHostName(given), kept));
}

const lies: readonly (readonly [string, string])[] = [
  ["markup", "<script>alert(1)</script>.example.net"],
  ["a quote", 'a".example.net'],
  ["a NUL", "a\u0000.example.net"],
  ["a NUL that c-ares has spelled", "a\\000.example.net"],
  ["a line end", "a.example.net\r\nb.example.net"],
  ["a line end behind it", "a.example.net\n"],
  ["an escape sequence", "\u001b[2J.example.net"],
  ["a level of a topic", "a/+/#.example.net"],
  ["a blank", "a b.example.net"],
  ["letters of other alphabets", "аpple.example.net"],
  ["254 characters", `${"a.".repeat(125)}nets`],
  ["300 characters", `${"a".repeat(50)}.`.repeat(6).slice(0, -1)],
  ["a label of 64", `${"a".repeat(64)}.example.net`],
  ["an empty label", "a..example.net"],
  ["an empty first label", ".example.net"],
  ["two last dots", "a.example.net.."],
  ["an address", "192.168.1.1"],
  ["no dot", "localhost"],
  ["nothing", ""],
  ["the root", "."],
];

for (const [what, given] of lies) {
  test(`a name with ${what} is no name`, () => assert.equal(cleanHostName(given), undefined));
}

test("whatever comes, what is kept is a name and stays itself", () => {
  const label = fc.stringMatching(/^[A-Za-z0-9_-]{0,64}$/);
  const almost = fc.array(fc.oneof(label, fc.string()), { maxLength: 6 }).map((labels) => labels.join("."));
  fc.assert(
    fc.property(fc.oneof(almost, fc.string({ unit: "binary", maxLength: 300 })), (given) => {
      const kept = cleanHostName(given);
      if (kept === undefined) return;
      assert.match(kept, /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/);
      assert.ok(kept.length <= 253);
      assert.equal(cleanHostName(kept), kept);
      assert.equal(cleanHostName(`${kept}.`), kept);
      assert.equal(given.toLowerCase().replace(/\.$/, ""), kept);
    }),
    { numRuns: 2000 },
  );
});

test("a name of the right characters and lengths is always kept", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
  const name = fc.tuple(fc.array(label, { minLength: 1, maxLength: 8 }), fc.constantFrom("net", "mx", "example"));
  fc.assert(
    fc.property(name, ([labels, tld]) => {
      const given = [...labels, tld].join(".");
      assert.equal(cleanHostName(given.toUpperCase()), given);
    }),
  );
});
