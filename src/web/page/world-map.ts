import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { TableEntry } from "../../model/page-reader.ts";
import { counted } from "./format.ts";

/** The file world.json: outlines of countries by ISO 3166-1 alpha-2, and dots for those that are too small to be seen. */
export interface World {
  readonly width: number;
  readonly height: number;
  readonly paths: Readonly<Record<string, string>>;
  readonly dots: Readonly<Record<string, readonly [number, number]>>;
}

const levels = 6;

/** The world, each country the darker the more probes came from it; one can be clicked. Those who do not see it have the table. */
export function worldMap(
  world: World,
  rows: readonly TableEntry[],
  linkOf: (country: string) => string,
): TemplateResult {
  const entries = new Map(rows.map((row) => [row.key, row]));
  const largest = Math.max(1, ...rows.map(({ count }) => count));
  const open = ({ target }: Event) => {
    const code = target instanceof SVGElement ? target.dataset["code"] : undefined;
    if (code !== undefined && entries.has(code)) location.hash = linkOf(code);
  };
  const shape = (code: string, draw: (level: number) => TemplateResult) =>
    draw(levelOf(entries.get(code)?.count ?? 0, largest));
  const title = (code: string) => {
    const entry = entries.get(code);
    return entry === undefined ? nothing : svg`<title>${entry.name}: ${counted(entry.count, "probe")}</title>`;
  };
  return html`<svg class="world" viewBox="0 0 ${world.width} ${world.height}" aria-hidden="true" @click=${open}>
    ${Object.entries(world.paths).map(([code, path]) =>
      shape(code, (level) => svg`<path d=${path} data-code=${code} data-level=${level}>${title(code)}</path>`),
    )}
    ${Object.entries(world.dots).map(([code, [x, y]]) =>
      entries.has(code)
        ? shape(
            code,
            (level) => svg`<circle cx=${x} cy=${y} r="4" data-code=${code} data-level=${level}>${title(code)}</circle>`,
          )
        : nothing,
    )}
  </svg>`;
}

/** A few countries send nearly everything: by the plain share all others would look alike. */
const flatness = 0.4;

/** 0 for nothing, else 1 to 6. */
function levelOf(value: number, largest: number): number {
  return value === 0 ? 0 : Math.max(1, Math.ceil(levels * (value / largest) ** flatness));
}
