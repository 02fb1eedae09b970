import type { DatabaseSync } from "node:sqlite";

/** Does something in a transaction of its own: all of it is kept, or nothing. */
export type Transact = <T>(action: () => T) => T;

/**
 * Transactions on a connection.
 * @param forget takes back what was remembered of a transaction that is rolled back
 */
export function createTransact(database: DatabaseSync, forget: () => void): Transact {
  return (action) => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = action();
      database.exec("COMMIT");
      return result;
    } catch (thrown) {
      if (database.isTransaction) database.exec("ROLLBACK");
      forget();
      throw thrown;
    }
  };
}
