import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

/** Where the page reads its map; `node test/web/page/draw-world.ts` writes it. */
export const worldFile = "src/web/page/world.json";

const width = 960;
const height = 450;

/** Islands smaller than this are left out; square pixels. */
const smallestPart = 1.2;

/** A country smaller than this gets a dot. */
const smallestCountry = 12;

/** Nobody's; without it the map is a tenth lower. */
const leftOut = "AQ";

/** Areas without a number in ISO 3166, and the code that databases of addresses have for them. */
const unnumbered: Readonly<Record<string, string>> = {
  Kosovo: "XK",
  "N. Cyprus": "CY",
  Somaliland: "SO",
  "Siachen Glacier": "IN",
  "Indian Ocean Ter.": "AU",
};

/** Countries by ISO 3166 that the atlas draws as parts of France: their longitude and latitude. */
const overseas: Readonly<Record<string, Point>> = {
  GF: [-53.1, 3.9],
  GP: [-61.4, 16.2],
  MQ: [-61, 14.6],
  RE: [55.5, -21.1],
  YT: [45.2, -12.8],
};

type Point = readonly [number, number];

/** The map as JSON: outlines of countries as SVG paths by ISO 3166-1 alpha-2, dots for the small. Natural Earth, public domain. */
export function drawWorld(): string {
  const file = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  const topology: Topology<{ countries: GeometryCollection<{ name: string }> }> = JSON.parse(
    readFileSync(file, "utf8"),
  );
  // Turned a little, so that nothing of Asia comes out on America's side.
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(width, { type: "Sphere" });
  const draw = geoPath(projection);
  const paths: Record<string, string> = {};
  const dots: Record<string, Point> = {};
  for (const shape of feature(topology, topology.objects.countries).features) {
    const code = countries.numericToAlpha2(shape.id ?? "") ?? unnumbered[shape.properties.name];
    if (code === undefined) throw new Error(`${shape.properties.name} has no code`);
    if (code === leftOut) continue;
    const path = ringsOf(geoPath(projection).digits(0)(shape) ?? "")
      .map(relativePath)
      .join("");
    if (path !== "") paths[code] = `${paths[code] ?? ""}${path}`;
    if (draw.area(shape) >= smallestCountry || dots[code] !== undefined) continue;
    const [x, y] = draw.centroid(shape);
    dots[code] = [Math.round(x), Math.round(y)];
  }
  for (const [code, [longitude, latitude]] of Object.entries(overseas)) {
    const [x, y] = projection([longitude, latitude]) ?? [0, 0];
    dots[code] = [Math.round(x), Math.round(y)];
  }
  return `${JSON.stringify({ width, height, paths, dots }, undefined, 1)}\n`;
}

/** The closed lines of a path that are large enough to be seen, without points that repeat the one before. */
function ringsOf(path: string): readonly (readonly Point[])[] {
  return path
    .split("M")
    .filter((ring) => ring !== "")
    .map((ring) => ring.replace("Z", "").split("L"))
    .map((points) => points.filter((point, index) => point !== points[index - 1]).map(pointOf))
    .filter((points) => area(points) >= smallestPart);
}

function pointOf(text: string): Point {
  const [x = Number.NaN, y = Number.NaN] = text.split(",").map(Number);
  return [x, y];
}

/** By the shoelace formula. */
function area(points: readonly Point[]): number {
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Steps from point to point: a third of the bytes. */
function relativePath(points: readonly Point[]): string {
  const steps = points.map(([x, y], index) => {
    const [fromX, fromY] = points[index - 1] ?? [0, 0];
    return `${x - fromX}${y < fromY ? "" : " "}${y - fromY}`;
  });
  return `M${steps[0]}l${steps.slice(1).join(" ").replaceAll(" -", "-")}z`;
}

if (import.meta.main) writeFileSync(worldFile, drawWorld());
