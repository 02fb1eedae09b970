import { DatabaseSync, type DatabaseSyncOptions, type StatementSync } from "node:sqlite";
import { journalError } from "./sqlite-error.ts";

/** How a journal is opened. */
interface ConnectOptions extends DatabaseSyncOptions {
  /** Where it is, if not simply at its file. */
  readonly location?: URL | undefined;
}

/**
 * Connects to a journal. Whatever is read or written over the connection, and wherever: what SQLite throws becomes an error of ours.
 * @throws what `journalError` makes of it
 */
export function connect(file: string, { location, ...options }: ConnectOptions): DatabaseSync {
  const guarded = guardFor(file);
  const database = guarded(() => new DatabaseSync(location ?? file, options))();
  const prepare = guarded(database.prepare.bind(database));
  database.exec = guarded(database.exec.bind(database));
  database.prepare = (...wish) => guardStatement(prepare(...wish), guarded);
  return database;
}

/** Gives what is made of a connection; where that fails, the connection is closed. */
export function openOver<Result>(database: DatabaseSync, make: (database: DatabaseSync) => Result): Result {
  try {
    return make(database);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

type Guard = <Call extends (...values: never[]) => unknown>(call: Call) => Call;

/** The same function with errors of ours. */
function guardFor(file: string): Guard {
  return (call) =>
    new Proxy(call, {
      apply(target, self, values) {
        try {
          return Reflect.apply(target, self, values);
        } catch (thrown) {
          throw journalError(thrown, file);
        }
      },
    });
}

function guardStatement(statement: StatementSync, guarded: Guard): StatementSync {
  statement.run = guarded(statement.run);
  statement.get = guarded(statement.get);
  statement.all = guarded(statement.all);
  statement.iterate = new Proxy(statement.iterate, {
    apply(target, self, values) {
      const rows: ReturnType<StatementSync["iterate"]> = Reflect.apply(target, self, values);
      rows.next = guarded(rows.next);
      return rows;
    },
  });
  return statement;
}
