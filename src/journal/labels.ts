import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SourceKey } from "../model/counts.ts";
import type { AddressLabels, LabelAnswer, LabelKind, LabelReader, LabelStore } from "../model/labels.ts";
import { type AddressColumn, encodeAddress, sourceKey } from "./address.ts";
import { openArrivals } from "./label-arrivals.ts";

type Row = Readonly<Record<string, unknown>>;

/** Reads the labels that are kept. */
export function openLabelReader(database: DatabaseSync): LabelReader {
  const select = database.prepare("SELECT * FROM address_label WHERE address = ?");
  const selectMark = database.prepare("SELECT coalesce(max(mark), 0) AS mark FROM label WHERE mark IS NOT NULL");
  const selectChanged = database.prepare("SELECT address FROM label WHERE mark > ? AND mark IS NOT NULL");
  const at = (address: string, timeMs: number): AddressLabels => {
    const row = select.get(encodeAddress(address));
    return row === undefined ? noLabels : labelsOf(row, timeMs);
  };
  const selectKnown = database.prepare(
    "SELECT address, hostname, domain, tld, country, asn, network FROM address_label WHERE coalesce(hostname, country, asn) IS NOT NULL",
  );
  selectKnown.setReturnArrays(true);
  return {
    at,
    of: (address) => at(address, Number.POSITIVE_INFINITY),
    *known() {
      // The types of node:sqlite do not follow `setReturnArrays`.
      const rows = selectKnown.iterate() as unknown as Iterable<readonly unknown[]>;
      for (const [address, hostname, domain, tld, country, asn, network] of rows) {
        const names = { hostname: text(hostname), domain: text(domain), tld: text(tld), country: text(country) };
        const number = typeof asn === "number" ? asn : undefined;
        yield [sourceKey(address), { ...names, asn: number, network: text(network) }];
      }
    },
    changesAfter: (mark) => ({ mark: Number(selectMark.get()?.["mark"]), sources: changed(mark) }),
  };

  /** One after the other: after an import there may be hundreds of thousands. */
  function* changed(mark: number): Iterable<SourceKey> {
    for (const row of selectChanged.iterate(mark)) yield sourceKey(row["address"]);
  }
}

/** Reads and keeps labels. `transact` does an action whole or not at all, and does not wait for the disk. */
export function openLabelStore(database: DatabaseSync, transact: <T>(action: () => T) => T): LabelStore {
  const selectDue = database.prepare("SELECT name_due, country_due, network_due FROM label WHERE address = ?");
  const selectNetwork = database.prepare("SELECT name FROM network WHERE asn = ? AND due > ?");
  const keepNetwork = prepareKeep(database, "network", "asn", ["name"], "since", "due");
  const keepLabel = {
    name: prepareKeep(database, "label", "address", nameColumns, "name_since", "name_due"),
    country: prepareKeep(database, "label", "address", ["country"], "country_since", "country_due"),
    network: prepareKeep(database, "label", "address", ["asn"], "network_since", "network_due"),
  };
  const arrivals = openArrivals(database);
  return {
    ...openLabelReader(database),
    takeIn: (limit, look) => transact(() => arrivals.takeIn(limit, (address) => keepAll(look(address)))),
    waiting: (kinds, limit) => transact(() => arrivals.waiting(kinds, limit)),
    due(address) {
      const row = selectDue.get(encodeAddress(address));
      const of = (kind: LabelKind): number => Number(row?.[`${kind}_due`] ?? 0);
      return { name: of("name"), country: of("country"), network: of("network") };
    },
    keep: (answers) => transact(() => keepAll(answers)),
    networkName(asn, nowMs) {
      const row = selectNetwork.get(asn, nowMs);
      return row === undefined ? undefined : { name: text(row["name"]) };
    },
  };

  function keepAll(answers: readonly LabelAnswer[]): void {
    for (const { address, kind, labels, foundMs, dueMs } of answers) {
      keepLabel[kind].run(encodeAddress(address), ...valuesOf(kind, labels), foundMs, dueMs);
      if (kind !== "network" || labels.asn === undefined) continue;
      keepNetwork.run(labels.asn, labels.network ?? null, foundMs, dueMs);
    }
  }
}

const noLabels: AddressLabels = {};

const nameColumns = ["hostname", "is_confirmed", "domain", "tld"];

function labelsOf(row: Row, timeMs: number): AddressLabels {
  const isKnown = (since: string): boolean => Number(row[since]) <= timeMs;
  const isNamed = isKnown("name_since");
  const hostname = isNamed ? text(row["hostname"]) : undefined;
  const asn = row["asn"];
  const known: AddressLabels = {
    hostname,
    isForwardConfirmed: hostname === undefined ? undefined : row["is_confirmed"] === 1,
    domain: isNamed ? text(row["domain"]) : undefined,
    tld: isNamed ? text(row["tld"]) : undefined,
    country: text(row["country"]),
    asn: isKnown("network_since") && typeof asn === "number" ? asn : undefined,
    network: isKnown("network_name_since") ? text(row["network"]) : undefined,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** The columns of a kind. */
function valuesOf(kind: LabelKind, labels: AddressLabels): AddressColumn[] {
  switch (kind) {
    case "name": {
      const { hostname, isForwardConfirmed, domain, tld } = labels;
      return [hostname ?? null, isForwardConfirmed === true ? 1 : 0, domain ?? null, tld ?? null];
    }
    case "country":
      return [labels.country ?? null];
    case "network":
      return [labels.asn ?? null];
  }
}

/** Puts values under a key. An answer that says the same as the one before is known since that one. */
function prepareKeep(
  database: DatabaseSync,
  table: "label" | "network",
  key: string,
  columns: readonly string[],
  since: string,
  due: string,
): StatementSync {
  const all = [key, ...columns, since, due];
  const isSame = columns.map((column) => `${table}.${column} IS excluded.${column}`).join(" AND ");
  const set = [...columns, due].map((column) => `${column} = excluded.${column}`).join(", ");
  return database.prepare(
    `INSERT INTO ${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")}) ON CONFLICT DO UPDATE SET ${set},
      ${since} = CASE WHEN ${since} IS NOT NULL AND ${isSame} THEN ${table}.${since} ELSE excluded.${since} END`,
  );
}

function text(column: unknown): string | undefined {
  return typeof column === "string" ? column : undefined;
}
