export const logLevels = ["debug", "info", "warn", "error"] as const;
type LogLevel = (typeof logLevels)[number];
type LogFormat = "text" | "json";

/** Tells people one fact a line. `scope` is the router or part that the fact is about. */
export interface Log {
  debug(scope: string, message: string): void;
  info(scope: string, message: string): void;
  warn(scope: string, message: string): void;
  error(scope: string, message: string): void;
  level: LogLevel;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Gets one line without its end. */
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Values that must never be seen; each is replaced wherever it turns up. */
  readonly secrets: readonly string[];
}

/** A log that writes what is at least as grave as its level, without any secret and without control characters. */
export function createLog(options: LogOptions): Log {
  const redact = redactor(options.secrets);
  const log: Log = {
    level: options.level,
    debug: (scope, message) => tell("debug", scope, message),
    info: (scope, message) => tell("info", scope, message),
    warn: (scope, message) => tell("warn", scope, message),
    error: (scope, message) => tell("error", scope, message),
  };
  return log;

  function tell(level: LogLevel, scope: string, message: string): void {
    if (logLevels.indexOf(level) < logLevels.indexOf(log.level)) return;
    const safe = redact(message);
    const nowMs = options.now();
    options.write(
      options.format === "json"
        ? JSON.stringify({ time: new Date(nowMs).toISOString(), level, scope, message: safe })
        : `${clockTime(nowMs)} ${scope.padEnd(6)} ${levelMark[level]}${printable(safe)}`,
    );
  }
}

const levelMark: Readonly<Record<LogLevel, string>> = {
  debug: "debug: ",
  info: "",
  warn: "warning: ",
  error: "error: ",
};

/** Hides each secret. Very short ones are left: replacing a single letter everywhere would hide the message, not the secret. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length >= 4)
    // One may be a part of another: of the longer one nothing must be left.
    .sort((one, other) => other.length - one.length);
  return (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

function clockTime(timeMs: number): string {
  const at = new Date(timeMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** What a router wrote may hold escape sequences that would repaint a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character === "\t" ? " " : "\u{fffd}"));
}
