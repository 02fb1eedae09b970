import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readEnvelope } from "../../src/formats/envelope.ts";
import { findFormat, formats, moreSpecific } from "../../src/formats/index.ts";
import { createRecognition } from "../../src/formats/recognition.ts";
import type { Format } from "../../src/model/format.ts";
import { casesOf, ids } from "./cases.ts";

for (const id of ids) {
  for (const { name, line, above = [], reading } of casesOf(id)) {
    test(`${id}: ${name}`, () => assert.deepEqual(read(startedFormat(id, above), line), reading));
  }

  test(`${id}: whatever happens to a line, there is a reading or none`, () => {
    const lines = casesOf(id).map(({ line }) => line);
    fc.assert(
      fc.property(fc.constantFrom(...lines), mutation, (line, mutate) => {
        const reading = startedFormat(id, []).read(readEnvelope(mutate(line)));
        if (reading?.kind === "event") assert.ok(reading.event.count >= 1 && reading.event.format === id);
      }),
      { numRuns: 300 },
    );
  });
}

test("every format has cases, an id of its own, and a title", () => {
  assert.deepEqual(
    formats.map(({ id }) => id).filter((id) => !ids.includes(id)),
    [],
  );
  assert.equal(new Set(formats.map(({ id }) => id)).size, formats.length);
  assert.deepEqual(
    formats.filter(({ id, title }) => title === "" || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)),
    [],
  );
});

test("a line is recognised as its own format's, whatever format read the line before", () => {
  const understood = ids.flatMap((id) =>
    casesOf(id).filter(({ above, reading }) => above === undefined && reading !== null && reading.kind !== "reject"),
  );
  const samples = new Map(understood.map(({ line }) => [recognise([line]), line]));
  const mistaken = understood.flatMap(({ line }) => {
    const alone = recognise([line]);
    return [...samples].flatMap(([id, before]) => {
      const behind = recognise([before, line]);
      return behind === alone ? [] : [`${behind} in place of ${alone} behind ${id}: ${line}`];
    });
  });
  assert.deepEqual(mistaken, []);
  assert.deepEqual(
    formats.map(({ id }) => id).filter((id) => !samples.has(id)),
    [],
  );
});

/** The id of the format that read the last of these lines of one stream. */
function recognise(lines: readonly string[]): string {
  const recognition = createRecognition(formats, moreSpecific);
  let before = new Map<string, number>();
  for (const line of lines) {
    before = new Map(recognition.used());
    recognition.read(readEnvelope(line));
  }
  return [...recognition.used()].find(([id, count]) => before.get(id) !== count)?.[0] ?? "none";
}

function startedFormat(id: string, above: readonly string[]): Format {
  const format = findFormat(id);
  assert.ok(format !== undefined, `no format ${id} in the registry`);
  const started = format.start?.() ?? format;
  for (const line of above) started.read(readEnvelope(line));
  return started;
}

/** Keys that are not known may be absent or undefined: JSON knows no difference. */
function read(format: Format, line: string): unknown {
  return JSON.parse(JSON.stringify(format.read(readEnvelope(line)) ?? null));
}

const mutation: fc.Arbitrary<(line: string) => string> = fc
  .tuple(
    fc.nat(400),
    fc.nat(40),
    fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("", "]", "[", "=", "\0")),
  )
  .map(
    ([from, length, text]) =>
      (line) =>
        line.slice(0, from) + text + line.slice(from + length),
  );
