import assert from "node:assert/strict";
import { test } from "node:test";
import type { Overview } from "../../src/model/web.ts";
import { ask, openWeb } from "../support/web.ts";

const now = "2026-12-01T12:00:00.000Z";

const overview: Overview = {
  now,
  health: {
    ...{ uptime_seconds: 60, memory_bytes: 1e8, backlog: 3, journal_bytes: 4096, publish_rate: 0, log_level: "info" },
  },
  routers: [
    {
      ...{ name: "home", family: "smc-barricade", family_title: "SMC Barricade", manufacturer: "SMC", side: "poll" },
      is_import_only: false,
      ...{ timezone: "UTC", url: "http://192.168.2.1", schedule: "* * * * *" },
      reading: { is_readable: true, since: now },
      summary: {
        ...{ probes: 4134, rate: 12, today: 300, sources_24h: 40, multiple_share_24h: 13.5, admitted: 2 },
        last_probe: "udp/137 from 203.0.113.9",
        classes: { probe: 4134, reply: 7 },
      },
      state: {
        ...{ under_attack: false, active_episodes: [], gaps: 1, lost_probes: 9, rejects: 5, ambiguous_passes: 0 },
        ...{ last_scrape: now, paused: false, burst_threshold: 3 },
      },
    },
    {
      ...{ name: "edge", family: "syslog", family_title: "Syslog", side: "push", is_import_only: true },
      ...{ timezone: "UTC", reading: {} },
    },
  ],
};

/** Lines of the text form (0.0.4), by what each is about. */
function read(text: string): {
  readonly samples: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
} {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type !== null) types.set(type[1] ?? "", type[2] ?? "");
    const sample = /^([a-z_]+(?:\{(?:\w+="[^"]*",?)*\})?) (\S+)$/.exec(line);
    if (sample !== null) samples.set(sample[1] ?? "", Number(sample[2]));
    assert.ok(line === "" || /^# (TYPE|HELP) /.test(line) || sample !== null, line);
  }
  return { samples, types };
}

test("figures of every router are told in the form of Prometheus", async (t) => {
  const web = await openWeb(t, { ports: { overview: () => overview } });
  const answer = await ask(web.url, "/metrics");
  assert.match(answer.headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
  const { samples } = read(answer.text);
  const told = Object.fromEntries([...samples].filter(([name]) => name.startsWith("whos_knocking_")));
  assert.deepEqual(told, {
    'whos_knocking_probes_total{router="home"}': 4134,
    'whos_knocking_probes_total{router="edge"}': 0,
    'whos_knocking_admitted_total{router="home"}': 2,
    'whos_knocking_admitted_total{router="edge"}': 0,
    'whos_knocking_rejects_total{router="home"}': 5,
    'whos_knocking_rejects_total{router="edge"}': 0,
    'whos_knocking_gaps_total{router="home"}': 1,
    'whos_knocking_gaps_total{router="edge"}': 0,
    'whos_knocking_lost_probes_total{router="home"}': 9,
    'whos_knocking_lost_probes_total{router="edge"}': 0,
    'whos_knocking_readable{router="home"}': 1,
    'whos_knocking_paused{router="home"}': 0,
    'whos_knocking_under_attack{router="home"}': 0,
    'whos_knocking_open_episodes{router="home"}': 0,
    'whos_knocking_last_scrape_timestamp_seconds{router="home"}': Date.parse(now) / 1000,
    'whos_knocking_events_total{router="home",class="probe"}': 4134,
    'whos_knocking_events_total{router="home",class="reply"}': 7,
    'whos_knocking_build_info{version="0.1.0"}': 1,
    whos_knocking_publish_backlog: 3,
    whos_knocking_journal_bytes: 4096,
    whos_knocking_event_streams: 0,
  });
});

test("totals stay what they are however often they are asked for, and have the names that totals have", async (t) => {
  const web = await openWeb(t, { ports: { overview: () => overview } });
  await ask(web.url, "/metrics");
  const { samples, types } = read((await ask(web.url, "/metrics")).text);
  assert.equal(samples.get('whos_knocking_probes_total{router="home"}'), 4134);
  for (const [name, type] of types) assert.equal(type, name.endsWith("_total") ? "counter" : "gauge", name);
});

test("the process is told of under its usual names", async (t) => {
  const web = await openWeb(t, { ports: { overview: () => overview } });
  const { samples } = read((await ask(web.url, "/metrics")).text);
  assert.ok((samples.get("process_resident_memory_bytes") ?? 0) > 1e6);
  assert.ok((samples.get("process_cpu_seconds_total") ?? 0) > 0);
  const started = samples.get("process_start_time_seconds") ?? 0;
  assert.ok(started > 0 && started <= Date.now() / 1000);
});
