import type { DatabaseSync } from "node:sqlite";
import { FatalError } from "../errors.ts";

/**
 * Rows of all routers share each table: a row's id is its router's number, less one, in the high bits and its sequence in the low ones.
 * So the ids of the first router, for most the only one, are small: six bytes less for each probe and its place in the index.
 */
const sequenceBits = 40;
const sequenceLimit = 2 ** sequenceBits;

/**
 * The journal's tables. Times are UTC ms, IPv4 addresses integers, IPv6 addresses blobs of 16 octets, repeated texts numbers of
 * `word`. Rollups are keyed by quarter hours of UTC, because every zone's hours are made of them.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
  CREATE TABLE word (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE router (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    sequence INTEGER NOT NULL DEFAULT 0, cursor INTEGER NOT NULL DEFAULT 0, last_scrape INTEGER, page TEXT
  ) STRICT;
  CREATE TABLE incarnation (router INTEGER NOT NULL, from_sequence INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (router, from_sequence)) STRICT, WITHOUT ROWID;
  CREATE TABLE event (
    id INTEGER PRIMARY KEY, time INTEGER NOT NULL, class INTEGER NOT NULL, action INTEGER NOT NULL, protocol INTEGER,
    source ANY, source_port INTEGER, destination ANY, port INTEGER, icmp_type INTEGER, icmp_code INTEGER, tcp_flags INTEGER,
    count INTEGER NOT NULL, interface INTEGER, rule INTEGER, format INTEGER NOT NULL,
    time_from INTEGER NOT NULL, time_uncertainty INTEGER
  ) STRICT;
  CREATE INDEX event_time ON event (time);
  CREATE TABLE finding (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, severity TEXT NOT NULL,
    episode_key TEXT NOT NULL, sources TEXT NOT NULL, ports TEXT NOT NULL, protocol TEXT, count INTEGER NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, is_late INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE open_episode (router INTEGER NOT NULL, kind TEXT NOT NULL, episode_key TEXT NOT NULL,
    episode INTEGER NOT NULL, latest INTEGER NOT NULL, PRIMARY KEY (router, kind, episode_key)) STRICT, WITHOUT ROWID;
  CREATE TABLE gap (
    id INTEGER PRIMARY KEY, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, entries INTEGER,
    probes_estimate INTEGER NOT NULL, is_exact INTEGER NOT NULL, cause TEXT NOT NULL, is_filled INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE tally (router INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (router, kind, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint (router INTEGER NOT NULL, detector TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (router, detector)) STRICT, WITHOUT ROWID;
  CREATE TABLE coverage (router INTEGER NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL,
    PRIMARY KEY (router, from_time)) STRICT, WITHOUT ROWID;
  CREATE TABLE quarter_door (router INTEGER NOT NULL, quarter INTEGER NOT NULL, protocol INTEGER NOT NULL, port INTEGER NOT NULL,
    probes INTEGER NOT NULL, PRIMARY KEY (router, quarter, protocol, port)) STRICT, WITHOUT ROWID;
  CREATE TABLE quarter_class (router INTEGER NOT NULL, quarter INTEGER NOT NULL, class INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (router, quarter, class)) STRICT, WITHOUT ROWID;
  CREATE TABLE quarter_measure (router INTEGER NOT NULL, quarter INTEGER NOT NULL, attempts INTEGER NOT NULL,
    multiple INTEGER NOT NULL, PRIMARY KEY (router, quarter)) STRICT, WITHOUT ROWID;
  CREATE TABLE day_source (router INTEGER NOT NULL, day INTEGER NOT NULL, source ANY NOT NULL, probes INTEGER NOT NULL,
    PRIMARY KEY (router, day, source)) STRICT, WITHOUT ROWID;
  CREATE TABLE retained (topic TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  // What repeats in most rows becomes a shape; ids of the first router begin at 1; of imports, the ranges of the sequence and the times
  // that they brought.
  `
  CREATE TABLE shape (
    number INTEGER PRIMARY KEY, action INTEGER NOT NULL, time_from INTEGER NOT NULL, protocol INTEGER, destination ANY,
    icmp_type INTEGER, icmp_code INTEGER, tcp_flags INTEGER, interface INTEGER, rule INTEGER, format INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX shape_fields ON shape (destination, protocol, tcp_flags, rule);
  INSERT INTO shape (action, time_from, protocol, destination, icmp_type, icmp_code, tcp_flags, interface, rule, format)
    SELECT DISTINCT action, time_from, protocol, destination, icmp_type, icmp_code, tcp_flags, interface, rule, format FROM event;
  DROP INDEX event_time;
  ALTER TABLE event RENAME TO wide_event;
  CREATE TABLE event (
    id INTEGER PRIMARY KEY, time INTEGER NOT NULL, class INTEGER NOT NULL, shape INTEGER NOT NULL,
    source ANY, source_port INTEGER, port INTEGER, count INTEGER NOT NULL, time_uncertainty INTEGER
  ) STRICT;
  INSERT INTO event
    SELECT id - ${sequenceLimit}, time, class, shape.number, source, source_port, port, count, time_uncertainty
    FROM wide_event AS wide JOIN shape ON shape.action = wide.action AND shape.time_from = wide.time_from
      AND shape.protocol IS wide.protocol AND shape.destination IS wide.destination AND shape.icmp_type IS wide.icmp_type
      AND shape.icmp_code IS wide.icmp_code AND shape.tcp_flags IS wide.tcp_flags AND shape.interface IS wide.interface
      AND shape.rule IS wide.rule AND shape.format = wide.format
    ORDER BY id;
  DROP TABLE wide_event;
  CREATE INDEX event_time ON event (time);
  UPDATE finding SET id = -id, episode = episode - ${sequenceLimit};
  UPDATE finding SET id = -id - ${sequenceLimit};
  UPDATE open_episode SET episode = episode - ${sequenceLimit}, latest = latest - ${sequenceLimit};
  UPDATE gap SET id = -id;
  UPDATE gap SET id = -id - ${sequenceLimit};
  CREATE TABLE import_range (router INTEGER NOT NULL, from_sequence INTEGER NOT NULL, to_sequence INTEGER NOT NULL,
    PRIMARY KEY (router, from_sequence)) STRICT, WITHOUT ROWID;
  CREATE TABLE import_span (router INTEGER NOT NULL, from_time INTEGER NOT NULL, to_time INTEGER NOT NULL,
    PRIMARY KEY (router, from_time)) STRICT, WITHOUT ROWID;
  `,
  // Multiple attacks on attempts, and the largest that began in each quarter hour; the zone of a router's clock; from when on
  // single rows are kept. What is there already is counted anew by recount.ts.
  `
  ALTER TABLE quarter_measure ADD COLUMN multiple_attempts INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE quarter_run (
    router INTEGER NOT NULL, quarter INTEGER NOT NULL, source ANY NOT NULL, protocol INTEGER NOT NULL, port INTEGER NOT NULL,
    count INTEGER NOT NULL, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, PRIMARY KEY (router, quarter)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE router ADD COLUMN timezone TEXT;
  INSERT INTO meta (key, value) SELECT 'measures_due', 1 WHERE EXISTS (SELECT 1 FROM event);
  `,
  // Labels of addresses: since when each is known, and when it is to be looked up again (0: it never was). Sources that have no label
  // yet wait in the order in which they were counted, whatever counts them: adding one at the end is all that a pass or an import of
  // a million lines has to do for it.
  `
  CREATE TABLE label (
    address ANY PRIMARY KEY NOT NULL,
    hostname TEXT, is_confirmed INTEGER, domain TEXT, tld TEXT, name_since INTEGER, name_due INTEGER NOT NULL DEFAULT 0,
    country TEXT, country_since INTEGER, country_due INTEGER NOT NULL DEFAULT 0,
    asn INTEGER, network_since INTEGER, network_due INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE network (asn INTEGER PRIMARY KEY, name TEXT, since INTEGER NOT NULL, due INTEGER NOT NULL) STRICT;
  CREATE VIEW address_label AS SELECT address, hostname, is_confirmed, domain, tld, name_since, country,
      label.asn AS asn, network_since, network.name AS network, network.since AS network_name_since
    FROM label LEFT JOIN network ON network.asn = label.asn;
  CREATE TABLE label_wait (number INTEGER PRIMARY KEY AUTOINCREMENT, address ANY NOT NULL, day INTEGER NOT NULL) STRICT;
  CREATE TRIGGER unlabelled_source AFTER INSERT ON day_source WHEN NOT EXISTS (SELECT 1 FROM label WHERE address = NEW.source)
    BEGIN INSERT INTO label_wait (address, day) VALUES (NEW.source, NEW.day); END;
  INSERT INTO label_wait (address, day) SELECT source, max(day) FROM day_source GROUP BY source ORDER BY max(day);
  `,
  // Every change of a label that tables show gets the next mark, so that readers ask again for what has changed alone.
  `
  ALTER TABLE label ADD COLUMN mark INTEGER;
  CREATE INDEX label_mark ON label (mark) WHERE mark IS NOT NULL;
  CREATE TRIGGER label_came AFTER INSERT ON label WHEN coalesce(NEW.hostname, NEW.country, NEW.asn) IS NOT NULL
    BEGIN UPDATE label SET mark = (SELECT coalesce(max(mark), 0) + 1 FROM label WHERE mark IS NOT NULL) WHERE address = NEW.address; END;
  CREATE TRIGGER label_changed AFTER UPDATE OF hostname, domain, tld, country, asn ON label
    WHEN (NEW.hostname, NEW.domain, NEW.tld, NEW.country, NEW.asn) IS NOT (OLD.hostname, OLD.domain, OLD.tld, OLD.country, OLD.asn)
    BEGIN UPDATE label SET mark = (SELECT coalesce(max(mark), 0) + 1 FROM label WHERE mark IS NOT NULL) WHERE address = NEW.address; END;
  `,
  // What was found lately, and who was let in, without reading all that was ever found.
  `
  CREATE INDEX finding_last_seen ON finding (last_seen);
  CREATE INDEX finding_let_in ON finding (last_seen) WHERE kind = 'let_in';
  `,
  // What was set from outside, and the configuration's own value at that time.
  `
  CREATE TABLE setting (scope TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, configured TEXT NOT NULL,
    PRIMARY KEY (scope, name)) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Brings the journal to the program's schema, one transaction a version.
 * @throws FatalError when a newer program made it
 */
export function migrate(database: DatabaseSync, file: string): void {
  const version = schemaVersion(database);
  if (version > migrations.length) throw newerJournal(file, version);
  for (const [index, script] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${script} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

/**
 * For a reader, which must not change anything.
 * @throws FatalError when the journal is of another version than the program
 */
export function requireCurrentSchema(database: DatabaseSync, file: string): void {
  const version = schemaVersion(database);
  if (version > migrations.length) throw newerJournal(file, version);
  if (version < migrations.length) {
    throw new FatalError(`the journal ${file} is of an older version: start the bridge once, it brings it up to date`);
  }
}

/** The row id of a router's sequence number. */
export function rowId(routerNumber: number, sequence: number): number {
  return (routerNumber - 1) * sequenceLimit + sequence;
}

/** The sequence number in a row id. */
export function sequenceOf(id: number): number {
  return id % sequenceLimit;
}

/** The router's number in a row id. */
export function routerNumberOf(id: number): number {
  return Math.floor(id / sequenceLimit) + 1;
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
}

function newerJournal(file: string, version: number): FatalError {
  return new FatalError(
    `the journal ${file} was written by a newer program (schema ${version}, this one knows ${migrations.length}): update, or set data_dir to another folder`,
  );
}
