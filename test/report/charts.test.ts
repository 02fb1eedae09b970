import assert from "node:assert/strict";
import { test } from "node:test";
import { barChart } from "../../src/report/charts.ts";

const hours = {
  title: "Probes by the hour",
  labels: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0")),
  values: Array.from({ length: 24 }, (_, hour) => hour),
};

test("a chart has a bar and, where there is room, a value for each of its values", () => {
  const wide = barChart(hours, "wide");
  assert.equal(wide.match(/fill="var\(--bar\)"/g)?.length, 24);
  for (const value of hours.values) assert.match(wide, new RegExp(`>${value}</text>`));
  assert.equal(barChart(hours, "narrow").match(/fill="var\(--bar\)"/g)?.length, 24);
});

test("a chart takes its colours from the page, and brings neither style sheet nor script", () => {
  for (const size of ["wide", "narrow"] as const) {
    const svg = barChart(hours, size);
    assert.match(svg, /^<svg [^>]*viewBox="0 0 \d+ \d+">/);
    assert.doesNotMatch(svg, /<style|<script|#[0-9a-f]{3,6}\b|rgb\(/i);
  }
});

test("a chart of nothing, and one of very many, can be drawn", () => {
  assert.match(barChart({ title: "", labels: [], values: [] }, "wide"), /^<svg/);
  const many = Array.from({ length: 400 }, (_, index) => index % 7);
  assert.match(barChart({ title: "", labels: many.map(String), values: many }, "narrow"), /^<svg/);
});
