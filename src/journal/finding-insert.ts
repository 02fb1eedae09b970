import type { DatabaseSync } from "node:sqlite";
import type { Finding } from "../model/finding.ts";

/** Writes the row of a finding, and which episodes are open after it; within the transaction of a pass. */
export function openFindingInsert(database: DatabaseSync): (router: number, id: number, finding: Finding) => void {
  const insertFinding = database.prepare("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const selectEpisode = database.prepare(
    "SELECT episode FROM open_episode WHERE router = ? AND kind = ? AND episode_key = ?",
  );
  const putEpisode = database.prepare("INSERT OR REPLACE INTO open_episode VALUES (?, ?, ?, ?, ?)");
  const endEpisode = database.prepare("DELETE FROM open_episode WHERE router = ? AND kind = ? AND episode_key = ?");
  return (router, id, finding) => {
    const { kind, state, severity, episodeKey, count, firstSeenMs, lastSeenMs } = finding;
    const episode = state === "started" ? id : Number(selectEpisode.get(router, kind, episodeKey)?.["episode"] ?? id);
    insertFinding.run(
      ...[id, episode, kind, state, severity, episodeKey],
      ...[JSON.stringify(finding.sources), JSON.stringify(finding.ports), finding.protocol ?? null],
      ...[count, firstSeenMs, lastSeenMs, finding.isLate ? 1 : 0],
    );
    if (state === "ended") endEpisode.run(router, kind, episodeKey);
    else putEpisode.run(router, kind, episodeKey, episode, id);
  };
}
