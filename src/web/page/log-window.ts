/** Which rows of a long list are drawn: those that can be seen, and some around them. */
export interface RowWindow {
  readonly first: number;
  /** After the last one. */
  readonly end: number;
  /** Room for the rows that are not drawn, before and after; pixels. */
  readonly before: number;
  readonly after: number;
}

/** Rows that are drawn on each side of what can be seen, so that neither scrolling nor the tab key meets an end. */
const around = 20;

/** @param topPx where the list begins, from the top of the screen; negative when that was scrolled away */
export function windowOf(total: number, rowPx: number, topPx: number, screenPx: number): RowWindow {
  const first = Math.min(total, Math.max(0, Math.floor(-topPx / rowPx) - around));
  const end = Math.min(total, Math.max(first, Math.ceil((screenPx - topPx) / rowPx) + around));
  return { first, end, before: first * rowPx, after: (total - end) * rowPx };
}
