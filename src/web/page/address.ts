/** Where the reader is: the view and its filters, kept in the URL's hash, so that it can be gone back to, sent and kept. */
export interface Place {
  /** Such as `overview`, `log` or `source`. */
  readonly view: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The place that a hash names: `#/log?port=23`. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { view: path === "" ? "overview" : path, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of a place; what is empty is left out. */
export function linkTo(view: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]));
  return `#/${view}${given.length === 0 ? "" : `?${search}`}`;
}

/** The same view with some filters otherwise. */
export function withQuery(place: Place, changes: Readonly<Record<string, string | number | undefined>>): string {
  return linkTo(place.view, { ...place.query, ...changes });
}
