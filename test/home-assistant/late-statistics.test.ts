import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startStatistics } from "../../src/bridge/statistics.ts";
import { loadConfig } from "../../src/config.ts";
import { connectHomeAssistant } from "../../src/home-assistant/socket.ts";
import { syncStatistics } from "../../src/home-assistant/statistics-sync.ts";
import { openJournal, readJournal } from "../../src/journal/open.ts";
import { dataDir, startBridge, writeConfig } from "../support/bridge.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGate } from "../support/gate.ts";
import {
  type Dictionary,
  enterHome,
  eventually,
  type HomeAssistant,
  withoutHomeAssistant,
} from "../support/home-assistant.ts";
import { recordedLog } from "../support/log.ts";
import { runToEnd } from "../support/program.ts";

const options = { skip: withoutHomeAssistant, timeout: 120_000 };
const statistic = "whos_knocking:hall_probes";
const entity = "sensor.whos_knocking_hall_probes";
const zone = "Europe/Berlin";
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Probes by the begin of their hour. */
type Hours = Map<number, number>;

/** Lines of a router whose clock is that of Berlin and tells no zone, by and by from a time on; what is counted is added to the hours. */
function logOf(fromIso: string, toIso: string, everyMinutes: number, host: number, hours: Hours): string {
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
    hourCycle: "h23",
  });
  const lines: string[] = [];
  const toMs = Date.parse(toIso);
  for (let timeMs = Date.parse(fromIso); timeMs < toMs; timeMs += everyMinutes * minuteMs) {
    const part = Object.fromEntries(clock.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const stamp = `${part["month"]} ${part["day"]} ${part["hour"]}:${part["minute"]}:${part["second"]}`;
    lines.push(
      `${stamp} gw kernel: DROP IN=ppp0 OUT= MAC= SRC=10.1.${host}.${lines.length % 250} DST=192.0.2.1 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=1 PROTO=TCP SPT=40000 DPT=445 WINDOW=1024 RES=0x00 SYN URGP=0`,
    );
    const startMs = Math.floor(timeMs / hourMs) * hourMs;
    hours.set(startMs, (hours.get(startMs) ?? 0) + 1);
  }
  return `${lines.join("\n")}\n`;
}

/** What Home Assistant has of the statistic: the begin of each hour, its probes, and all probes up to its end. */
async function rowsOf(home: HomeAssistant, period = "hour"): Promise<readonly (readonly number[])[]> {
  const query = { type: "recorder/statistics_during_period", start_time: "2000-01-01T00:00:00Z", period };
  const found = await home.ask({ ...query, statistic_ids: [statistic], types: ["state", "sum", "change"] });
  const rows = (found as Readonly<Record<string, readonly Dictionary[]>>)[statistic] ?? [];
  return rows.map(({ start, state, sum, change }) => [start, state, sum, change].map(Number));
}

function expected(hours: Hours): readonly (readonly number[])[] {
  let sum = 0;
  return [...hours]
    .sort(([one], [other]) => one - other)
    .map(([startMs, count]) => {
      sum += count;
      return [startMs, count, sum, count];
    });
}

async function untilEqual(home: HomeAssistant, hours: Hours): Promise<void> {
  const wanted = JSON.stringify(expected(hours));
  await eventually("the journal's hours", async () => {
    const rows = await rowsOf(home);
    return JSON.stringify(rows) === wanted ? { value: true } : { instead: rows.slice(-3) };
  });
}

async function enter(t: TestContext): Promise<HomeAssistant> {
  const home = await enterHome(t);
  const clear = () => home.ask({ type: "recorder/clear_statistics", statistic_ids: [statistic, entity] });
  await clear();
  t.after(clear);
  return home;
}

/** What Home Assistant compiled of the sensor itself, in hours that the log knows too. */
const entitysOwn = {
  type: "recorder/import_statistics",
  metadata: {
    ...{ has_mean: false, mean_type: 0, has_sum: true, name: null, source: "recorder", statistic_id: entity },
    ...{ unit_class: null, unit_of_measurement: "probes" },
  },
  stats: [
    { start: "2026-03-10T10:00:00Z", state: 7, sum: 7 },
    { start: "2026-03-10T11:00:00Z", state: 9, sum: 9 },
  ],
};

const env = (name: string): string => process.env[name] ?? "";

test(
  "an imported log is in Home Assistant's statistics hour by hour, over both changes of the clock",
  options,
  async (t) => {
    const home = await enter(t);
    const folder = temporaryFolder(t);
    const hall = { name: "hall", family: "syslog", timezone: zone };
    const gate = await openGate(Number(new URL(env("HASS_URL")).port));
    t.after(() => gate.close());
    const statistics = { enabled: true, url: `http://127.0.0.1:${gate.port}`, token: env("HASS_TOKEN") };
    const config = writeConfig(folder, {
      mqtt: { url: home.brokerUrl },
      // A router that is listened to has a device, and with it the entity's own statistics.
      syslog: { listen: ["udp://127.0.0.1:0"] },
      routers: [hall],
      home_assistant: { statistics },
    });
    const hours: Hours = new Map();
    const bringIn = async (name: string, year: string, text: string): Promise<void> => {
      writeFileSync(join(folder, name), text);
      const done = await runToEnd(t, [
        "import",
        join(folder, name),
        "--config",
        config,
        "--router",
        "hall",
        "--year",
        year,
      ]);
      assert.equal(done.code, 0, done.stderr);
    };
    await bringIn("autumn.log", "2025", logOf("2025-10-20T00:00:00Z", "2025-11-01T00:00:00Z", 23, 1, hours));
    await bringIn("spring.log", "2026", logOf("2026-02-20T00:10:00Z", "2026-05-21T00:00:00Z", 17, 2, hours));

    await home.ask(entitysOwn);

    await t.test("also where Home Assistant was away when the bridge started", async () => {
      gate.shut();
      const bridge = startBridge(t, config);
      await bridge.seen("stderr", /statistics warning: Home Assistant does not answer at [^;]+; they wait/);
      gate.open();
      await untilEqual(home, hours);
      await bridge.seen("stderr", /hall +2\d{3} hours of probes went to Home Assistant's statistics/);
      // It stays when the bridge has gone, once Home Assistant has made it.
      await home.until([entity], (states) => states.has(entity), "the entity");
      const ended = await bridge.stop();
      assert.equal(ended.stderr.match(/does not answer/g)?.length, 1);
      assert.equal(ended.stderr.includes(env("HASS_TOKEN")), false);
    });

    const journal = readJournal(dataDir(folder));
    t.after(() => journal.close());
    const socket = await connectHomeAssistant(
      { url: env("HASS_URL"), token: env("HASS_TOKEN") },
      new AbortController().signal,
    );
    t.after(() => socket.close());
    const sync = (agreement?: Awaited<ReturnType<typeof syncStatistics>>["agreement"]) =>
      syncStatistics({
        ...{ ask: socket.ask, journal, router: "hall", baseTopic: "whos-knocking", nowMs: Date.now() },
        agreement,
      });

    await t.test("a second time nothing is sent", async () => {
      const { hours: sent, agreement } = await sync();
      assert.equal(sent, 0);
      assert.equal((await sync(agreement)).hours, 0);
      await untilEqual(home, hours);
    });

    await t.test("what comes late into the middle moves all later sums, and nothing before it", async () => {
      const { agreement } = await sync();
      const from = "2026-03-28T12:00:00Z";
      await bringIn("late.log", "2026", logOf(from, "2026-03-30T00:00:00Z", 7, 3, hours));
      const later = expected(hours).filter(([startMs = 0]) => startMs >= Date.parse(from));
      assert.equal((await sync(agreement)).hours, later.length);
      await untilEqual(home, hours);
    });

    await t.test("what a person cleared or adjusted is mended", async () => {
      const { agreement } = await sync();
      await home.ask({
        ...{ type: "recorder/adjust_sum_statistics", statistic_id: statistic, start_time: "2026-04-01T00:00:00Z" },
        ...{ adjustment: 1000, adjustment_unit_of_measurement: "probes" },
      });
      await eventually("an adjusted sum", async () => {
        const sum = (await rowsOf(home)).at(-1)?.[2] ?? 0;
        return sum > (agreement?.last.sum ?? 0) ? { value: sum } : { instead: sum };
      });
      await sync(agreement);
      await untilEqual(home, hours);
      await home.ask({ type: "recorder/clear_statistics", statistic_ids: [statistic] });
      await eventually("nothing", async () => {
        const rows = await rowsOf(home);
        return rows.length === 0 ? { value: rows } : { instead: rows.length };
      });
      assert.equal((await sync(agreement)).hours, hours.size);
      await untilEqual(home, hours);
    });

    await t.test("also where months begin at half an hour of UTC", async () => {
      await home.ask({ type: "config/core/update", time_zone: "Asia/Kolkata" });
      t.after(() => home.ask({ type: "config/core/update", time_zone: "UTC" }));
      assert.equal((await sync()).hours, 0);
      await bringIn("edge.log", "2026", logOf("2026-02-28T17:00:00Z", "2026-02-28T20:00:00Z", 11, 4, hours));
      await sync();
      await untilEqual(home, hours);
    });

    await t.test("the entity's own statistics are untouched, and Home Assistant has no complaints", async () => {
      const ids = (await home.ask({ type: "recorder/list_statistic_ids" })) as readonly Dictionary[];
      const own = ids.find(({ statistic_id }) => statistic_id === statistic);
      assert.deepEqual(
        [own?.["source"], own?.["name"], own?.["has_sum"], own?.["statistics_unit_of_measurement"]],
        ["whos_knocking", "Who's Knocking hall: probes by hour", true, "probes"],
      );
      const query = { type: "recorder/statistics_during_period", start_time: "2000-01-01T00:00:00Z", period: "hour" };
      const found = (await home.ask({ ...query, statistic_ids: [entity], types: ["state", "sum"] })) as Dictionary;
      const rows = entitysOwn.stats.map(({ start, ...row }) => {
        const startMs = Date.parse(start);
        return { start: startMs, end: startMs + hourMs, ...row };
      });
      assert.deepEqual(found[entity], rows);
      assert.deepEqual(await home.ask({ type: "recorder/validate_statistics" }), {});
      assert.deepEqual(home.complaints(), []);
    });
  },
);

test("a token that Home Assistant refuses is told once, by the bridge and by check", options, async (t) => {
  const home = await enter(t);
  const folder = temporaryFolder(t);
  const statistics = { enabled: true, url: env("HASS_URL"), token: "not-a-token-of-anybody" };
  const routers = [{ name: "hall", family: "syslog", timezone: "UTC" }];
  const config = writeConfig(folder, { mqtt: { url: home.brokerUrl }, routers, home_assistant: { statistics } });
  const refusal =
    /Home Assistant at http:\S+ refuses the token \(Invalid access token or password\): make a long-lived access token/;
  const bridge = startBridge(t, config);
  await bridge.seen("stderr", new RegExp(`statistics error: ${refusal.source}.*; until the next start there are none`));
  const { stderr } = await bridge.stop();
  assert.equal(stderr.includes("not-a-token"), false);
  const checked = await runToEnd(t, ["check", "--config", config]);
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, new RegExp(`^FAIL statistics ${refusal.source}`, "m"));

  const allowed = { ...statistics, token: env("HASS_TOKEN") };
  const right = writeConfig(folder, {
    mqtt: { url: home.brokerUrl },
    routers,
    home_assistant: { statistics: allowed },
  });
  const sound = await runToEnd(t, ["check", "--config", right]);
  assert.match(
    sound.stdout,
    /^ok {3}statistics Home Assistant \d{4}\.\d+\.\d+ at http:\S+ lets us in as an administrator$/m,
  );
  assert.equal(sound.code, 0, sound.stdout);
});

test("who is no administrator may not bring statistics, which is told", options, async (t) => {
  const home = await enter(t);
  const token = await tokenOfGuest(t, home);
  const none = new AbortController().signal;
  await assert.rejects(connectHomeAssistant({ url: env("HASS_URL"), token }, none), {
    name: "FatalError",
    message: /takes statistics from administrators alone: make the token in an administrator's profile$/,
  });
});

test("a connection that is lost ends what waits for an answer", options, async (t) => {
  await enter(t);
  const gate = await openGate(Number(new URL(env("HASS_URL")).port));
  t.after(() => gate.close());
  const stop = new AbortController();
  const settings = { url: `ws://127.0.0.1:${gate.port}/api/websocket`, token: env("HASS_TOKEN") };
  const { ask } = await connectHomeAssistant(settings, stop.signal);
  await assert.rejects(ask({ type: "recorder/no_such_command" }), {
    name: "RetryableError",
    message: /cannot do it: Unknown command/,
  });
  const answer = ask({ type: "recorder/validate_statistics" });
  gate.shut();
  await assert.rejects(answer, { name: "RetryableError", message: /does not answer at ws:\S+, or hung up$/ });
  await assert.rejects(ask({ type: "auth/current_user" }), { name: "RetryableError" });
});

/** A token of a user who is no administrator, for half an hour. */
async function tokenOfGuest(t: TestContext, home: HomeAssistant): Promise<string> {
  const create = { type: "config/auth/create", name: "Guest", group_ids: ["system-users"] };
  const { user } = (await home.ask(create)) as { readonly user: { readonly id: string } };
  t.after(() => home.ask({ type: "config/auth/delete", user_id: user.id }));
  const client_id = `${env("HASS_URL")}/`;
  const handler = ["trusted_networks", null];
  const flow = (await home.call("/auth/login_flow", { client_id, handler, redirect_uri: client_id })) as Dictionary;
  const chosen = (await home.call(`/auth/login_flow/${flow["flow_id"]}`, { client_id, user: user.id })) as Dictionary;
  const answer = await fetch(`${env("HASS_URL")}/auth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", code: String(chosen["result"]), client_id }),
  });
  const { access_token } = (await answer.json()) as { readonly access_token: string };
  return access_token;
}

test("each hour comes when it is over, and what was late for an earlier one with it", options, async (t) => {
  const home = await enter(t);
  const folder = temporaryFolder(t);
  const statistics = { enabled: true, url: env("HASS_URL"), token: env("HASS_TOKEN") };
  const routers = [{ name: "hall", family: "syslog", timezone: "UTC" }];
  const file = writeConfig(folder, { routers, home_assistant: { statistics } });
  const config = loadConfig({ file, cwd: folder, env: {}, flags: {} });
  const journal = openJournal(dataDir(folder));
  t.after(() => journal.close());
  const hours: Hours = new Map();
  const knock = (timeMs: number): void => {
    journal.commit(passOf(eventItems([probe(timeMs)]), { router: "hall", scrapedAtMs: timeMs }));
    const startMs = Math.floor(timeMs / hourMs) * hourMs;
    hours.set(startMs, (hours.get(startMs) ?? 0) + 1);
  };
  const firstMs = Date.parse("2026-06-01T10:00:00Z");
  // A second before it is time to look again.
  let nowMs = firstMs + hourMs + 119_000;
  const { log, lines } = recordedLog();
  const stop = startStatistics({ config, journal, log, now: () => nowMs, random: () => 0 });
  t.after(stop);
  knock(firstMs);
  await untilEqual(home, new Map(hours));
  nowMs += hourMs;
  knock(firstMs + hourMs);
  knock(firstMs - 5 * hourMs);
  await untilEqual(home, hours);
  assert.deepEqual(lines, [
    "hall   debug: 1 hour of probes went to Home Assistant's statistics",
    "hall   debug: 3 hours of probes went to Home Assistant's statistics",
  ]);
});
