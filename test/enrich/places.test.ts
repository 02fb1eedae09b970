import assert from "node:assert/strict";
import { test } from "node:test";
import { openPlaces } from "../../src/enrich/places.ts";

const places = openPlaces();

test("a country is named by its code, in English", () => {
  const named = ["MX", "GB", "US", "CI"].map(places.country);
  assert.deepEqual(named, ["Mexico", "United Kingdom", "United States", "Côte d’Ivoire"]);
});

/** The article's countries, the one whose domain is not its code, and what belongs to no country. */
const cases: readonly (readonly [string, string | undefined])[] = [
  ["mx", "Mexico"],
  ["br", "Brazil"],
  ["jp", "Japan"],
  ["it", "Italy"],
  ["fr", "France"],
  ["pl", "Poland"],
  ["ca", "Canada"],
  ["uk", "United Kingdom"],
  ["eu", "European Union"],
  ["net", undefined],
  ["com", undefined],
  ["qq", undefined],
  ["", undefined],
  ["xn--p1ai", undefined],
];

for (const [tld, name] of cases) {
  test(`.${tld} belongs to ${name ?? "no country"}`, () => assert.equal(places.topLevelDomain(tld), name));
}

test("what is no code of a country has no name", () => {
  assert.deepEqual(["", "mx", "MEX", "419", "M\u0000", "ZZ"].map(places.country), Array(6).fill(undefined));
});
