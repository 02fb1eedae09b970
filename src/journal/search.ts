import type { DatabaseSync } from "node:sqlite";
import type { EpisodeSearch, EventSearch, JournalSearch, Place, RowTest } from "../model/search.ts";
import { addressRange, encodeAddress } from "./address.ts";
import { classNumbers, eventColumns } from "./event-row.ts";
import type { Incarnations } from "./incarnation.ts";
import type { RecordReader } from "./records.ts";
import { type RowFilter, rowFilter } from "./row-filter.ts";
import { openRowTests } from "./row-tests.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";

/** A condition of a query, and its values. */
interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number | Uint8Array)[];
}

/** Looks into a journal. A query is put together for each search: there are too many kinds of them to keep ready. */
export function openSearch(
  database: DatabaseSync,
  records: RecordReader,
  incarnations: Incarnations,
  shapes: Shapes,
): JournalSearch {
  const selectRouter = database.prepare("SELECT number FROM router WHERE name = ?");
  const selectEpisode = database.prepare("SELECT * FROM finding WHERE episode = ? AND id BETWEEN ? AND ? ORDER BY id");
  const selectDays = database.prepare(
    `WITH RECURSIVE visited (day) AS (
       SELECT min(day) FROM day_source WHERE router = ?1
       UNION ALL SELECT (SELECT min(day) FROM day_source WHERE router = ?1 AND day > visited.day) FROM visited WHERE day IS NOT NULL
     )
     SELECT day_source.day AS day, probes FROM visited
       JOIN day_source ON day_source.router = ?1 AND day_source.day = visited.day AND day_source.source = ?2`,
  );

  const filters = new WeakMap<RowTest, RowFilter>();
  const tests = openRowTests(database);

  return {
    *events(search) {
      const filter = search.test && filterOf(search.test);
      const tested = filter === undefined ? [] : [tests.begin(filter)];
      const conditions = [...happenedIn(search), ofRouters(search), ...factsOf(search), ...tested];
      const query = `SELECT ${eventColumns.join(", ")} FROM event INDEXED BY event_time WHERE ${joined(conditions)} ORDER BY time DESC, id DESC`;
      const select = database.prepare(query);
      select.setReturnArrays(true);
      // The types of node:sqlite do not follow `setReturnArrays`.
      const rows = select.iterate(...valuesOf(conditions)) as unknown as Iterable<readonly unknown[]>;
      try {
        for (const row of rows) {
          const place = placeOf(row);
          const [, , , shape, source, , port] = row;
          if (filter?.(shape, source, port) === false) yield { record: undefined, place };
          else {
            const record = records.event(Object.fromEntries(eventColumns.map((column, at) => [column, row[at]])));
            if (record.kind === "event") yield { record, place };
          }
        }
      } finally {
        for (const { values } of tested) tests.end(values[0]);
      }
    },
    episodes(search) {
      const conditions = [...seenIn(search), ofRouters(search), ...traitsOf(search), isLast];
      const query = `SELECT * FROM finding INDEXED BY finding_last_seen WHERE ${joined(conditions)} ORDER BY last_seen DESC, id DESC LIMIT ?`;
      return database
        .prepare(query)
        .all(...valuesOf(conditions), search.limit)
        .flatMap((row) => {
          const record = records.finding(row);
          const place = { timeMs: Number(row["last_seen"]), row: Number(row["id"]) };
          return record.kind === "finding" ? [{ record, place }] : [];
        });
    },
    episode(id) {
      const [, router = "", incarnation, sequence] = /^(.+)-([a-z0-9]{4})-(\d{1,12})$/.exec(id) ?? [];
      const number = numberOf(router);
      if (number === undefined || incarnations.of(number, Number(sequence)) !== incarnation) return [];
      const first = rowId(number, Number(sequence));
      return selectEpisode.all(first, first, rowId(number + 1, 0) - 1).flatMap((row) => {
        const record = records.finding(row);
        return record.kind === "finding" ? [record] : [];
      });
    },
    sourceDays(router, source) {
      const number = numberOf(router);
      const column = encodeAddress(source);
      if (number === undefined || column === null) return [];
      return selectDays.all(number, column).map((row) => [Number(row["day"]), Number(row["probes"])] as const);
    },
  };

  /** What it has learned of shapes and ports holds for the next piece of a search too. */
  function filterOf(test: RowTest): RowFilter {
    const known = filters.get(test);
    if (known !== undefined) return known;
    const filter = rowFilter(test, shapes);
    filters.set(test, filter);
    return filter;
  }

  function numberOf(router: string): number | undefined {
    const number = selectRouter.get(router)?.["number"];
    return typeof number === "number" ? number : undefined;
  }

  function ofRouters({ routers }: { readonly routers: readonly string[] }): Condition {
    const numbers = routers.flatMap((router) => numberOf(router) ?? []);
    if (numbers.length === 0) return { sql: "0", values: [] };
    const ranges = numbers.flatMap((number) => [rowId(number, 0), rowId(number + 1, 0) - 1]);
    return { sql: `(${numbers.map(() => "id BETWEEN ? AND ?").join(" OR ")})`, values: ranges };
  }
}

function placeOf([row, timeMs]: readonly unknown[]): Place {
  return { timeMs: Number(timeMs), row: Number(row) };
}

function happenedIn({ fromMs, toMs, before }: EventSearch): readonly Condition[] {
  return [{ sql: "time >= ? AND time < ?", values: [fromMs, toMs] }, ...behind("time", before)];
}

/** Episodes that reach into the period. */
function seenIn({ fromMs, toMs, before }: EpisodeSearch): readonly Condition[] {
  return [{ sql: "last_seen >= ? AND first_seen < ?", values: [fromMs, toMs] }, ...behind("last_seen", before)];
}

/** Rows that come after a place on the way back. */
function behind(column: "time" | "last_seen", before: Place | undefined): readonly Condition[] {
  if (before === undefined) return [];
  const { timeMs, row } = before;
  return [{ sql: `${column} <= ? AND (${column} < ? OR id < ?)`, values: [timeMs, timeMs, row] }];
}

/** What was told last of an episode: its end, or what is remembered of it while it is open. */
const isLast: Condition = { sql: "(state = 'ended' OR id IN (SELECT latest FROM open_episode))", values: [] };

function factsOf({ classes, source, port, protocol }: EventSearch): readonly Condition[] {
  const numbers = classes.map((name) => classNumbers.indexOf(name));
  return [
    { sql: `class IN (${numbers.map(() => "?").join(", ")})`, values: numbers },
    ...(source === undefined ? [] : [fromSource(source)]),
    ...(port === undefined ? [] : [{ sql: "port = ?", values: [port] }]),
    ...(protocol === undefined
      ? []
      : [
          {
            sql: "shape IN (SELECT shape.number FROM shape JOIN word ON word.number = shape.protocol WHERE word.text = ?)",
            values: [protocol],
          },
        ]),
  ];
}

function fromSource(source: string): Condition {
  const range = addressRange(source);
  return range === undefined ? { sql: "0", values: [] } : { sql: "source BETWEEN ? AND ?", values: range };
}

function traitsOf({ kinds, severities, isOpen, source }: EpisodeSearch): readonly Condition[] {
  const oneOf = (column: string, words: readonly string[] | undefined): readonly Condition[] =>
    words === undefined
      ? []
      : [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(words)] }];
  return [
    ...oneOf("kind", kinds),
    ...oneOf("severity", severities),
    ...(isOpen === undefined ? [] : [{ sql: isOpen ? "state <> 'ended'" : "state = 'ended'", values: [] }]),
    ...(source === undefined
      ? []
      : [{ sql: "EXISTS (SELECT 1 FROM json_each(finding.sources) WHERE value = ?)", values: [source] }]),
  ];
}

function joined(conditions: readonly Condition[]): string {
  return conditions.map(({ sql }) => sql).join(" AND ");
}

function valuesOf(conditions: readonly Condition[]): (string | number | Uint8Array)[] {
  return conditions.flatMap(({ values }) => values);
}
