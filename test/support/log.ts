import { createLog, type Log } from "../../src/log.ts";

export interface RecordedLog {
  readonly log: Log;
  /** What people would see, without the time. */
  readonly lines: readonly string[];
  /** Resolves with the first line, past or to come, that fits. */
  line(fits: RegExp): Promise<string>;
}

/** A log that keeps its lines. */
export function recordedLog(secrets: readonly string[] = []): RecordedLog {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const log = createLog({
    level: "debug",
    format: "text",
    write: (line) => {
      lines.push(line.slice(9));
      for (const look of [...waiting]) look();
    },
    now: () => 0,
    secrets,
  });
  return { log, lines, line };

  function line(fits: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const found = lines.find((candidate) => fits.test(candidate));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }
}
