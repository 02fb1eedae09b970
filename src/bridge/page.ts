import { type Config, publicConfig } from "../config.ts";
import { describeError, RetryableError } from "../errors.ts";
import { type Log, logLevels } from "../log.ts";
import type { Actions } from "../model/actions.ts";
import { countedBy, findingKinds, severities } from "../model/finding.ts";
import type { JournalReader } from "../model/journal.ts";
import type { Condition, WebPorts } from "../model/web.ts";
import { isoTime } from "../model/wire.ts";
import type { MqttLink } from "../publish/link.ts";
import { openPageReader } from "../tasks/page-reader.ts";
import { isLoopback, startWeb } from "../web/start.ts";
import { openImports } from "./imports.ts";
import type { KeptPage } from "./kept-page.ts";
import type { Live } from "./live.ts";
import { describeRouters } from "./overview.ts";
import { version } from "./release.ts";
import type { Reporter } from "./reporter.ts";
import { type ConfigPlace, createSetUp, type SetUpParts } from "./set-up.ts";

export interface PageParts {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
  readonly journal: Pick<JournalReader, "sizeBytes">;
  readonly link: MqttLink;
  readonly reporter: Reporter;
  readonly live: Live;
  readonly actions: Actions;
  readonly place: ConfigPlace;
  readonly look: SetUpParts["look"];
  readonly takeUp: SetUpParts["takeUp"];
  readonly keptPage: KeptPage;
  /** Told where the page is, once it is there. */
  readonly onOpen: (url: string) => void;
}

/** How many ports after a taken one the demo tries. */
const otherPorts = 50;
/** A port that is taken may become free. */
const retryMs = 60_000;

/** Serves the page; the stack ends it. One that cannot be served now holds up nothing, and is tried again. */
export async function openPage(parts: PageParts, stack: AsyncDisposableStack): Promise<void> {
  const { config, log } = parts;
  const { hostname, port } = new URL(`http://${config.web.listen}`);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const { ingress, allowed_hosts, password } = config.web;
  const job = {
    ...{ dataDir: config.data_dir, enrich: config.enrich, isOwnAddressMasked: config.privacy.mask_own_address },
    timezones: new Map(config.routers.map(({ name, timezone }) => [name, timezone])),
  };
  const reader = openPageReader(job, parts.now);
  stack.defer(() => reader.stop());
  const imports = openImports(parts);
  stack.defer(() => imports.stop());
  const ports = portsOf({ ...parts, reader, imports, setUp: createSetUp(parts) });
  const start = () =>
    startWeb(ports, {
      // In Home Assistant's own network there is IPv4.
      host: ingress ? "0.0.0.0" : host,
      port: parts.keptPage.port ?? (port === "" ? 80 : Number(port)),
      sessions: parts.keptPage.sessions,
      otherPorts: config.is_demo ? otherPorts : 0,
      isIngress: ingress,
      allowedHosts: allowed_hosts,
      password,
      now: parts.now,
      onDefect: (error) => log.error("web", error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
  if (!ingress && password === "" && !isLoopback(host)) {
    const who = "whoever reaches it sees what knocks, and can change nothing";
    log.warn("web", `the page listens on ${config.web.listen} without a password: ${who} (web.password)`);
  }
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let opening: Promise<void> = open();
  stack.defer(async () => {
    isStopping = true;
    clearTimeout(timer);
    await opening;
  });
  await opening;

  async function open(isAgain = false): Promise<void> {
    try {
      const server = await start();
      if (isStopping) return server.close();
      stack.defer(() => server.close());
      if (!ingress) parts.onOpen(`http://${urlHost(hostname)}:${server.port}/`);
      if (isAgain) log.info("web", `the page is served on port ${server.port} now`);
    } catch (thrown) {
      if (!(thrown instanceof RetryableError)) throw thrown;
      if (!isAgain)
        log.warn("web", `${describeError(thrown)}; everything else goes on, and it is tried again each minute`);
      timer = setTimeout(() => {
        opening = open(true);
      }, retryMs);
    }
  }
}

/** Where a browser on this machine finds what listens everywhere. */
function urlHost(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "[::]" ? "[::1]" : hostname;
}

function portsOf(parts: PageParts & Pick<WebPorts, "reader" | "imports" | "setUp">): WebPorts {
  const { config, reporter, live, now, reader, imports, setUp } = parts;
  const startedMs = now();
  return {
    info: () => ({
      version,
      is_demo: config.is_demo,
      now: isoTime(now()),
      started_at: isoTime(startedMs),
      under_attack_severity: config.under_attack.severity,
      kinds: findingKinds.map((kind) => ({ kind, counted_by: countedBy[kind] })),
      severities,
      log_levels: logLevels,
    }),
    overview: () => describeRouters(config, live, reporter.health(), now()),
    config: () => publicConfig(config, (value) => ({ is_set: value !== "" })),
    live,
    reader,
    condition: () => conditionOf(parts),
    imports,
    setUp,
    actions: parts.actions,
  };
}

/** To start the program again helps where its journal cannot be read; where the broker is away it does not, so that is only told. */
function conditionOf({ journal, link }: PageParts): Condition {
  const failures = journalProblem(journal);
  const others = link.status().isConnected ? [] : ["the broker cannot be reached"];
  return { status: failures.length === 0 ? "ok" : "failing", problems: [...failures, ...others] };
}

function journalProblem(journal: PageParts["journal"]): readonly string[] {
  try {
    journal.sizeBytes();
    return [];
  } catch {
    // Whatever it is, whoever watches needs to know no more; the log says it.
    return ["the journal cannot be read"];
  }
}
