import manifest from "../../package.json" with { type: "json" };

/** Version of the program. */
export const version: string = manifest.version;

/** A clock that shows an earlier time than the program's release is wrong: no pass is journalled by it. */
export const releasedAtMs = Date.parse("2026-11-23T00:00:00Z");
