import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describedApi } from "../support/api-document.ts";
import { openWeb } from "../support/web.ts";

test("the API describes itself in a document after OpenAPI 3.1", async (t) => {
  const { document } = await describedApi((await openWeb(t)).url);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, "3.1");
});

test("every operation has a name of its own, and tells how it refuses", async (t) => {
  const { document } = await describedApi((await openWeb(t)).url);
  const paths = document["paths"] as Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
  >;
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const names = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("getTablesByKind"));
  const refusals = operations.find(({ operationId }) => operationId === "postSetupConfig")?.["responses"] ?? {};
  assert.deepEqual(Object.keys(refusals), ["200", "409", "422", "default"]);
  for (const { operationId, summary, responses } of operations) {
    assert.equal(typeof summary, "string");
    assert.ok(Object.hasOwn(responses as object, "default"), String(operationId));
  }
});
