import type uPlot from "uplot";
import type { EpisodeMark, Rate } from "../../model/page-reader.ts";

/** Colours as CSS knows them. */
export interface Palette {
  readonly accent: string;
  readonly alarm: string;
  readonly quiet: string;
  readonly line: string;
  readonly font: string;
}

/** Height of the strip of episodes above the bars, and the least width of one; CSS pixels. */
const strip = 6;
const thinnest = 3;

/** From one line of a hatching to the next. */
const hatchPx = 7;

/** A time of which nothing is known, and why. */
export interface Blank {
  readonly fromMs: number;
  readonly toMs: number;
  readonly words: string;
}

/** What an import did not fill, and what was before anything was read. */
export function blanksOf({ gaps, period }: Rate, sinceMs: number | undefined): readonly Blank[] {
  const lost = gaps
    .filter(({ filled }) => !filled)
    .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to), words: "lost" }));
  const beginMs = Date.parse(period.from);
  return sinceMs === undefined || sinceMs >= beginMs
    ? lost
    : [{ fromMs: sinceMs, toMs: beginMs, words: "not known" }, ...lost];
}

/** Hatches the times of which nothing is known. */
export function drawBlanks(plot: uPlot, blanks: readonly Blank[], { line, quiet, font }: Palette): void {
  const { ctx, bbox } = plot;
  for (const { fromMs, toMs, words } of blanks) {
    const span = spanOf(plot, fromMs, toMs);
    if (span === undefined) continue;
    const [left, right] = span;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.strokeStyle = line;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += hatchPx * devicePixelRatio) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.font = scaled(font);
    if (right - left > 1.5 * ctx.measureText(words).width) {
      ctx.fillStyle = quiet;
      ctx.textAlign = "center";
      ctx.fillText(words, (left + right) / 2, bbox.top + bbox.height / 2);
    }
    ctx.restore();
  }
}

/** Marks the time of each episode above the bars; those of an attack in red, over the whole height. */
export function drawEpisodes(plot: uPlot, episodes: readonly EpisodeMark[], { alarm, quiet }: Palette): void {
  const { ctx, bbox } = plot;
  const top = bbox.top - (strip + 3) * devicePixelRatio;
  ctx.save();
  // The worst come first in the list and are drawn last, on top.
  for (const { first_seen, last_seen, severity } of episodes.toReversed()) {
    const span = spanOf(plot, Date.parse(first_seen), Date.parse(last_seen));
    if (span === undefined) continue;
    const [left, right] = span;
    const width = Math.max(thinnest * devicePixelRatio, right - left);
    const isAttack = severity === "high" || severity === "critical";
    ctx.fillStyle = isAttack ? alarm : quiet;
    ctx.globalAlpha = isAttack ? 1 : severity === "medium" ? 0.7 : 0.35;
    ctx.fillRect(left, top, width, strip * devicePixelRatio);
    if (!isAttack) continue;
    ctx.globalAlpha = 0.1;
    ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/** Where a time is on the canvas, as far as it can be seen. */
function spanOf(plot: uPlot, fromMs: number, toMs: number): readonly [number, number] | undefined {
  const { left, width } = plot.bbox;
  const from = plot.valToPos(fromMs / 1000, "x", true);
  const to = plot.valToPos(toMs / 1000, "x", true);
  if (to < left || from > left + width) return undefined;
  return [Math.max(left, from), Math.min(left + width, to)];
}

function scaled(font: string): string {
  return font.replace(/^[\d.]+/, (size) => String(Number(size) * devicePixelRatio));
}
