import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exactness } from "./truth-check.ts";

/** What the conformance suite has to know of a family: `test/routers/<family>/conformance.json`. */
export interface FamilyFacts extends Exactness {
  /** A request, as it is on the wire, that tries the password. */
  readonly login: RegExp;
  /** A request that logs out; undefined where there is none, for the reason given. */
  readonly logout: RegExp | undefined;
  readonly staysLoggedInBecause: string | undefined;
  /** Whether the router lets one person in at a time. */
  readonly hasOneSession: boolean;
  /** Whether a log that was cut between two rows looks whole: it must lack its newest ones alone then, which the next reading brings. */
  readonly mayHideCut: boolean;
  /** What of requests and answers must be seen nowhere, beside the password and cookies: the first group of each. */
  readonly secrets: readonly RegExp[];
}

/** The file, as it is written. Patterns match at line starts, whatever the case. */
interface FactsFile {
  readonly login: string;
  readonly logout?: string;
  readonly stays_logged_in_because?: string;
  readonly one_session: boolean;
  readonly may_hide_cut?: boolean;
  readonly secrets?: readonly string[];
  readonly time_tolerance_ms: number;
  readonly time_resolution_ms: number;
}

const keys: ReadonlySet<string> = new Set([
  ...["login", "logout", "stays_logged_in_because", "one_session", "may_hide_cut", "secrets"],
  ...["time_tolerance_ms", "time_resolution_ms"],
]);

/** The facts of a family; a family without them is told what it lacks. */
export function familyFacts(id: string): FamilyFacts {
  const path = join("test/routers", id, "conformance.json");
  const file = join(import.meta.dirname, "../..", path);
  assert.ok(existsSync(file), `${id} has no ${path}: write down how one logs in, and the suite tries it`);
  const given: FactsFile = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual(
    Object.keys(given).filter((key) => !keys.has(key)),
    [],
    `keys of ${path} that nobody knows`,
  );
  const { logout, stays_logged_in_because: reason } = given;
  assert.ok((logout === undefined) !== (reason === undefined), `${path}: either logout or stays_logged_in_because`);
  return {
    login: new RegExp(given.login, "im"),
    logout: logout === undefined ? undefined : new RegExp(logout, "im"),
    staysLoggedInBecause: reason,
    hasOneSession: given.one_session,
    mayHideCut: given.may_hide_cut ?? false,
    secrets: (given.secrets ?? []).map((pattern) => new RegExp(pattern, "gim")),
    toleranceMs: given.time_tolerance_ms,
    resolutionMs: given.time_resolution_ms,
  };
}
