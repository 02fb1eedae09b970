import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadCountries } from "../../../src/enrich/countries.ts";
import { drawWorld, worldFile } from "./draw-world.ts";

test("the page's map is what is drawn of the atlas", () => assert.equal(readFileSync(worldFile, "utf8"), drawWorld()));

test("every country that a network has its addresses in is on the map", () => {
  const { paths, dots } = JSON.parse(drawWorld());
  const findCountry = loadCountries();
  const networks = Array.from({ length: 0x1_0000 }, (_, index) => `${index >> 8}.${index & 255}.0.1`);
  const codes = new Set(networks.flatMap((address) => findCountry(address) ?? []));
  assert.ok(codes.size > 150);
  assert.deepEqual(
    [...codes].filter((code) => !(code in paths) && !(code in dots)),
    [],
  );
});
