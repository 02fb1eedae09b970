import type { DatabaseSync } from "node:sqlite";
import type { SettingStore } from "../model/settings.ts";
import type { Transact } from "./transaction.ts";

/** What was set from outside, in the journal, so that it survives restarts and goes with a backup. */
export function openSettings(database: DatabaseSync, transact: Transact): SettingStore {
  const select = database.prepare("SELECT value FROM setting WHERE scope = ? AND name = ?");
  const forgetOther = database.prepare("DELETE FROM setting WHERE scope = ? AND name = ? AND configured <> ?");
  const put = database.prepare("INSERT OR REPLACE INTO setting (scope, name, value, configured) VALUES (?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM setting WHERE scope = ? AND name = ?");
  const selectScopes = database.prepare("SELECT DISTINCT scope FROM setting");
  const removeScope = database.prepare("DELETE FROM setting WHERE scope = ?");
  return {
    get: (scope, name, configured) =>
      transact(() => {
        forgetOther.run(scope, name, configured);
        const value = select.get(scope, name)?.["value"];
        return typeof value === "string" ? value : undefined;
      }),
    set: (scope, name, value, configured) => transact(() => void put.run(scope, name, value, configured)),
    remove: (scope, name) => transact(() => void remove.run(scope, name)),
    keepOnly: (scopes) =>
      transact(() => {
        for (const row of selectScopes.all()) {
          const scope = String(row["scope"]);
          if (!scopes.includes(scope)) removeScope.run(scope);
        }
      }),
  };
}
