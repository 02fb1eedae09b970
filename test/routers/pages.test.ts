import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { isoTime } from "../../src/model/wire.ts";
import { pollFamily } from "../support/families.ts";
import { routerSettings } from "../support/router-settings.ts";

/**
 * Golden pages: each folder `test/routers/<family>/<case>/` holds a `page.html` and an `entries.json` with what is to be read
 * from it. A new case is a new folder; no code.
 */
interface GoldenCase {
  /** Our clock when the answer began. */
  readonly answered_at: string;
  readonly timezone?: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** What parsing gives, with the events' times in ISO 8601; or the class of the error that it throws, and a part of its words. */
  readonly page?: unknown;
  readonly error?: { readonly class: "retryable" | "fatal"; readonly says: string };
}

for (const file of globSync("test/routers/*/*/entries.json").sort()) {
  const folder = dirname(file);
  const familyId = basename(dirname(folder));
  test(`${familyId} reads the page "${basename(folder)}" as its entries.json says`, async () => {
    const family = pollFamily(familyId);
    const driver = await family.driver();
    const golden: GoldenCase = JSON.parse(readFileSync(file, "utf8"));
    const given = { timezone: golden.timezone ?? "UTC", options: golden.options ?? {} };
    const parse = () => driver.parse(fetched(folder, golden), routerSettings(family, given));
    if (golden.error === undefined) {
      assert.deepEqual(plain(parse()), golden.page);
      return;
    }
    const { class: expected, says } = golden.error;
    assert.throws(parse, (thrown) => {
      assert.ok(thrown instanceof (expected === "fatal" ? FatalError : RetryableError));
      assert.ok(thrown.message.includes(says), thrown.message);
      return true;
    });
  });
}

test("every page has its entries, and every entries.json its page", () => {
  const of = (name: string, other: string) =>
    globSync(`test/routers/*/*/${name}`).filter((file) => !existsSync(join(dirname(file), other)));
  assert.deepEqual([...of("page.html", "entries.json"), ...of("entries.json", "page.html")], []);
});

function fetched(folder: string, golden: GoldenCase) {
  return { body: readFileSync(join(folder, "page.html"), "utf8"), answeredAtMs: Date.parse(golden.answered_at) };
}

/** As JSON has it, with the events' times readable. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      key === "timeMs" && typeof part === "number" ? isoTime(part) : part,
    ),
  );
}
