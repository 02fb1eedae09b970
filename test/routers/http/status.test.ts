import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import type { HttpAnswer } from "../../../src/routers/http/contract.ts";
import { errorForStatus, requireSuccess } from "../../../src/routers/http/status.ts";

function answer(status: number): HttpAnswer {
  return { status, headers: () => [], body: "", answeredAtMs: 0, isComplete: true, path: "/log.htm?session=secret" };
}

const kinds: readonly { readonly statuses: readonly number[]; readonly kind: unknown; readonly says: RegExp }[] = [
  { statuses: [401, 403], kind: FatalError, says: /the log page.*check username and password/ },
  { statuses: [404, 410], kind: FatalError, says: /no page \/log\.htm.*options/ },
  { statuses: [400, 405, 414], kind: FatalError, says: /does not take our request for the log page/ },
  { statuses: [408, 429, 500, 502, 503, 511, 302, 304], kind: RetryableError, says: /the log page just now/ },
];

for (const { statuses, kind, says } of kinds) {
  test(`what the statuses ${statuses.join(", ")} mean`, () => {
    for (const status of statuses) {
      const error = errorForStatus(answer(status), "the log page");
      assert.equal(error?.constructor, kind, String(status));
      assert.match(error?.message ?? "", says);
      assert.doesNotMatch(`${error?.message}${JSON.stringify(error?.facts)}`, /secret/);
      assert.equal(error?.facts["status"], status);
      assert.throws(() => requireSuccess(answer(status), "the log page"), { message: says });
    }
  });
}

test("a success is no error and comes back as it is", () => {
  for (const status of [200, 204]) {
    const success = answer(status);
    assert.equal(errorForStatus(success, "the log page"), undefined);
    assert.equal(requireSuccess(success, "the log page"), success);
  }
});
