import { existsSync, readFileSync, realpathSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { addRouter } from "../config/edit.ts";
import { type Config, readRouter } from "../config.ts";
import { describeError, FatalError, RetryableError, UsageError } from "../errors.ts";
import type { Checked } from "../model/actions.ts";
import type { RouterFamily, RouterSettings } from "../model/router.ts";
import type { FamilyInfo, SetUp, WishedConfig, WrittenConfig } from "../model/set-up.ts";
import { families } from "../routers/index.ts";

/** Where the configuration is read from. */
export interface ConfigPlace {
  /** The file, also where it is not there yet. */
  readonly file: string;
  /** @throws UsageError when what is in a file is no sound configuration, together with environment and flags */
  readonly read: (file: string) => Promise<Config>;
  /**
   * Reads it where it was read first.
   * @throws UsageError when it is not sound any more
   * @throws FatalError where Home Assistant's app has no broker
   */
  readonly readAgain: () => Promise<Config>;
  /** What relative names of files count from. */
  readonly cwd: string;
}

export interface SetUpParts {
  readonly config: Config;
  readonly place: ConfigPlace;
  /** Has the program begin anew with what was written. */
  readonly takeUp: () => void;
  readonly look: (router: RouterSettings, signal: AbortSignal) => Promise<Checked>;
}

/** Keys that may hold a secret, in whatever block they are. */
const secretKeys: ReadonlySet<string> = new Set([
  ...["password", "token"],
  ...families.flatMap(({ options }) =>
    Object.entries(options).flatMap(([key, { isSecret }]) => (isSecret === true ? [key] : [])),
  ),
]);

export function createSetUp({ config, place, look, takeUp }: SetUpParts): SetUp {
  const { mqtt, syslog, web } = config;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    describe: () => ({
      ...(web.ingress
        ? { may_write: false, why_not: "in Home Assistant's app, routers are set on its Configuration page" }
        : { may_write: true, file: place.file }),
      has_file: existsSync(place.file),
      families: families.map(infoOf),
      mqtt: { url: mqtt.url, username: mqtt.username, has_password: mqtt.password !== "" },
      syslog: { listen: syslog.listen },
    }),
    check: async (entry, signal) => look(readRouter(entry, place.cwd), signal),
    write(wished) {
      // One after the other: each begins with what is there.
      const written = turn.then(() => write(wished));
      turn = written.catch(() => undefined);
      return written;
    },
    takeUp,
  };

  async function write({ is_dry_run: isDryRun = false, ...wished }: WishedConfig): Promise<WrittenConfig> {
    if (web.ingress) throw new FatalError("in Home Assistant's app, routers are set on its Configuration page");
    const file = existsSync(place.file) ? realpathSync(place.file) : place.file;
    const before = textOf(file);
    const { router, mqtt: broker, syslog: listener } = wished;
    const change = { router: { ...router }, mqtt: broker && { ...broker }, syslog: listener && { ...listener } };
    const { text, shown } = addRouter(before, change, secretKeys);
    const next = `${file}.new`;
    try {
      // It holds passwords.
      await writeFile(next, text, { mode: 0o600, flush: true });
      await requireSound(next, file);
      if (isDryRun) return { file, text: shown, is_written: false };
      if (textOf(file) !== before)
        throw new FatalError("the file was changed meanwhile: look at it, and try again", {
          facts: { conflict: true },
        });
      await rename(next, file);
    } catch (thrown) {
      if (thrown instanceof FatalError) throw thrown;
      throw new RetryableError(`${file} cannot be written: ${describeError(thrown)}`, { cause: thrown });
    } finally {
      await rm(next, { force: true });
    }
    return { file, text: shown, is_written: true };
  }

  async function requireSound(next: string, file: string): Promise<void> {
    try {
      await place.read(next);
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      throw new UsageError(
        thrown.problems.map((problem) => problem.replaceAll(next, file)),
        { cause: thrown },
      );
    }
  }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function infoOf(family: RouterFamily): FamilyInfo {
  const { id, title, manufacturer, models, side, tells, switchOn, options } = family;
  return {
    ...{ id, title, models, side, tells, switch_on: switchOn },
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(family.side === "poll" ? { default_url: family.defaultUrl } : {}),
    options: Object.entries(options).map(([key, { doc, default: usual, oneOf, isSecret, min, max }]) => ({
      ...{ key, doc, default: usual, is_secret: isSecret === true },
      ...(oneOf === undefined ? {} : { one_of: oneOf }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    })),
  };
}
