import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openPageReader } from "../../src/tasks/page-reader.ts";
import { type DescribedApi, describedApi } from "../support/api-document.ts";
import {
  agoMs,
  dayMs,
  filledJournal,
  fillTwentyDays,
  hostile,
  nowMs,
  pageJob,
  scanner,
  sixth,
  visitor,
} from "../support/page-journal.ts";
import { codeOf, openWeb } from "../support/web.ts";

const day = "from=2026-11-30T12:00:00Z";

/** The API over a journal of twenty days; the clock of the page stands at its last pass. */
async function open(t: TestContext, masked = false): Promise<DescribedApi> {
  const folder = filledJournal(t, fillTwentyDays);
  const reader = openPageReader(pageJob(folder, { isOwnAddressMasked: masked }), () => nowMs);
  t.after(() => reader.stop());
  const web = await openWeb(t, { ports: { reader }, settings: { now: () => nowMs } });
  return describedApi(web.url);
}

/** What is told, at the keys that a test is about. */
async function told<Answer>(api: DescribedApi, path: string, route?: string): Promise<Answer> {
  const answer = await api.ask(path, route === undefined ? {} : { route });
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Answer;
}

interface Rows {
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string;
}

test("the rate has a bucket for every hour, and marks gaps and episodes", async (t) => {
  const api = await open(t);
  const rate = await told<{
    readonly step_seconds: number;
    readonly starts: readonly number[];
    readonly probes: readonly number[];
    readonly admitted: readonly number[];
    readonly gaps: readonly unknown[];
    readonly episodes: readonly { readonly kind: string; readonly is_open: boolean }[];
  }>(api, `/rate?${day}&points=30`);
  assert.equal(rate.step_seconds, 3600);
  assert.deepEqual(
    rate.starts,
    Array.from({ length: 24 }, (_, hour) => agoMs(24 - hour)),
  );
  const ofHours = (hours: Readonly<Record<number, number>>) => rate.starts.map((_, hour) => hours[24 - hour] ?? 0);
  assert.deepEqual(rate.probes, ofHours({ 24: 1, 2: 5 }));
  assert.deepEqual(rate.admitted, ofHours({ 1: 1 }));
  assert.equal(rate.gaps.length, 1);
  assert.deepEqual(
    rate.episodes.map(({ kind, is_open }) => [kind, is_open]),
    [
      ["let_in", true],
      ["burst", false],
    ],
  );
});

test("a short time is told by minutes, a long one by days", async (t) => {
  const api = await open(t);
  interface Steps {
    readonly step_seconds: number;
    readonly starts: readonly number[];
    readonly probes: readonly number[];
  }
  const minutes = await told<Steps>(api, "/rate?from=2026-12-01T10:00:00Z&to=2026-12-01T10:10:00Z");
  assert.deepEqual([minutes.step_seconds, minutes.probes], [60, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
  const days = await told<Steps>(api, "/rate?from=all&points=25");
  assert.equal(days.step_seconds, 86_400);
  assert.equal(days.starts.length, 21);
  assert.deepEqual(
    days.starts.map((start) => start % dayMs),
    days.starts.map(() => 0),
  );
  assert.equal(
    days.probes.reduce((sum, count) => sum + count, 0),
    25,
  );
});

test("the week has its hours where they belong", async (t) => {
  const { probes } = await told<{ readonly probes: readonly (readonly number[])[] }>(await open(t), "/week?from=all");
  assert.deepEqual(
    probes.map((hours) => hours[12]),
    [3, 2, 3, 3, 3, 3, 3],
  );
  assert.equal(probes[1]?.[10], 5);
});

test("what is usual is known after some days", async (t) => {
  const usual = await told(await open(t), "/usual");
  assert.deepEqual(usual, { probes: 6, windows: 14, median: 1, min: 1, max: 1, ratio: 6 });
});

test("figures are those of the report", async (t) => {
  const figures = await told<Readonly<Record<string, unknown>>>(await open(t), "/figures?from=all&limit=1");
  assert.partialDeepStrictEqual(figures, {
    probes: 25,
    multiple_attacks: { probes: 3, share: 12 },
    largest_burst: { source: scanner, port: 23, protocol: "tcp", count: 3, seconds: 4 },
    repeat_sources: [{ source: visitor, count: 20, days: 20 }],
    sources: [{ key: visitor, count: 20, share: 80, let_in: true }],
    classes: { probe: 25, admitted: 1, reply: 1 },
  });
});

test("tables say what is known of their rows", async (t) => {
  const api = await open(t);
  interface TableOf {
    readonly probes: number;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }
  const sources = await told<TableOf>(api, `/tables/sources?${day}`, "/tables/{kind}");
  assert.equal(sources.probes, 6);
  assert.deepEqual(sources.rows[0], {
    ...{ key: scanner, name: "scan-9.example.org", count: 3, share: 50, hostname: "scan-9.example.org" },
    ...{ domain: "example.org", country: "MX", country_name: "Mexico", asn: 64_496, network: "EXAMPLE-NET" },
  });
  const ports = await told<TableOf>(api, `/tables/ports?${day}&find=NETBIOS`, "/tables/{kind}");
  assert.deepEqual(
    ports.rows.map(({ key, count, description }) => [key, count, description]),
    [["udp/137", 2, "NETBIOS Name Service"]],
  );
  const domains = await told<TableOf>(api, `/tables/domains?${day}`, "/tables/{kind}");
  assert.deepEqual(
    domains.rows.map(({ key, count }) => [key, count]),
    [
      ["UNKNOWN", 3],
      ["example.org", 3],
    ],
  );
});

test("gaps are told with what they cost", async (t) => {
  const { gaps, lost_probes } = await told<{ readonly gaps: readonly unknown[]; readonly lost_probes: number }>(
    await open(t),
    `/gaps?${day}`,
  );
  assert.deepEqual(gaps, [
    {
      ...{ router: "home", from: "2026-12-01T07:00:00.000Z", to: "2026-12-01T08:00:00.000Z", entries: 9 },
      ...{ probes_estimate: 7, exact: true, cause: "overrun", filled: false },
    },
  ]);
  assert.equal(lost_probes, 7);
});

interface EpisodesOf {
  readonly episodes: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
  readonly next?: string;
}

test("each episode is told once, as it stands, and page by page", async (t) => {
  const api = await open(t);
  const first = await told<EpisodesOf>(api, `/episodes?${day}&limit=1`);
  assert.deepEqual(
    first.episodes.map(({ kind, state }) => [kind, state]),
    [["let_in", "started"]],
  );
  const second = await told<EpisodesOf>(api, `/episodes?${day}&limit=1&cursor=${first.next}`);
  assert.deepEqual(
    second.episodes.map(({ kind, state }) => [kind, state]),
    [["burst", "ended"]],
  );
  assert.equal(second.next, undefined);
});

for (const [asked, kinds] of [
  ["kind=burst&kind=flood", ["burst"]],
  ["severity=medium", ["let_in"]],
  ["open=true", ["let_in"]],
  ["open=false", ["burst"]],
  [`source=${scanner}`, ["burst"]],
  ["to=2026-12-01T10:30:00Z", ["burst"]],
] as const) {
  test(`episodes with ${asked}`, async (t) => {
    const { episodes } = await told<EpisodesOf>(await open(t), `/episodes?${day}&${asked}`);
    assert.deepEqual(
      episodes.map(({ kind }) => kind),
      kinds,
    );
  });
}

test("an episode has its story: what was told, who it was, and its rows", async (t) => {
  const api = await open(t);
  const { episodes } = await told<EpisodesOf>(api, `/episodes?${day}&kind=burst`);
  const story = await told<Readonly<Record<string, unknown>> & Rows>(
    api,
    `/episodes/${episodes[0]?.id}`,
    "/episodes/{id}",
  );
  assert.partialDeepStrictEqual(story, {
    findings: [{ state: "started" }, { state: "ended" }],
    sources: [{ source: scanner, hostname: "scan-9.example.org", is_forward_confirmed: true }],
    has_more: false,
  });
  assert.deepEqual(
    story.events.map(({ source, port }) => [source, port]),
    Array.from({ length: 3 }, () => [scanner, 23]),
  );
  const gone = await api.ask("/episodes/home-abcd-1", { route: "/episodes/{id}" });
  assert.deepEqual([gone.status, codeOf(gone)], [404, "not_found"]);
});

test("a source has its days, its doors and its episodes", async (t) => {
  const api = await open(t);
  const history = await told<{
    readonly days: readonly { readonly date: string; readonly count: number }[];
    readonly ports: readonly { readonly key: string; readonly count: number }[];
    readonly episodes: readonly { readonly kind: string }[];
  }>(api, `/sources/${visitor}`, "/sources/{source}");
  assert.partialDeepStrictEqual(history, {
    ...{ probes: 20, admitted: 1, is_let_in: true },
    first_seen: "2026-11-11T12:00:00.000Z",
    last_seen: "2026-12-01T11:00:00.000Z",
  });
  assert.deepEqual([history.days.length, history.days[0]], [20, { date: "2026-11-11", count: 1 }]);
  assert.deepEqual(
    history.ports.map(({ key, count }) => [key, count]),
    [["tcp/445", 20]],
  );
  assert.deepEqual(
    history.episodes.map(({ kind }) => kind),
    ["let_in"],
  );
  const six = await told<{ readonly probes: number }>(
    api,
    `/sources/${encodeURIComponent("2001:DB8:0::7")}`,
    "/sources/{source}",
  );
  assert.equal(six.probes, 2);
  for (const nobody of ["203.0.113.200", "nobody", "203.0.113.9%2F24"]) {
    assert.equal((await api.ask(`/sources/${nobody}`, { route: "/sources/{source}" })).status, 404, nobody);
  }
});

test("the log is told from its newest row back, piece by piece, each row once", async (t) => {
  const api = await open(t);
  const ids: unknown[] = [];
  let cursor = "";
  do {
    const page = await told<Rows>(api, `/events?from=all&class=both&limit=4${cursor}`);
    ids.push(...page.events.map(({ time, class: of }) => `${time} ${of}`));
    cursor = page.next === undefined ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  assert.equal(ids.length, 25);
  assert.deepEqual(ids, ids.toSorted().reverse());
  assert.equal(ids[0], "2026-12-01T11:00:00.000Z admitted");
});

for (const [asked, sources] of [
  ["source=203.0.113.0/24", [scanner, scanner, scanner]],
  [`source=${scanner}`, [scanner, scanner, scanner]],
  ["source=2001:db8::/32", [sixth]],
  ["source=nonsense", []],
  ["port=445", [visitor]],
  ["protocol=udp", [sixth]],
  ["protocol=gre", []],
  ["country=mx", [scanner, scanner, scanner]],
  ["asn=64496", [scanner, scanner, scanner]],
  ["find=SCAN-9", [scanner, scanner, scanner]],
  ["find=mexico", [scanner, scanner, scanner]],
  ["find=udp/137", [sixth]],
  ["find=netbios", [sixth]],
  ["find=%3Cscript", [scanner, scanner, scanner]],
  ["find=198.51", [visitor]],
  ["class=admitted", [visitor]],
  [`class=both&source=${visitor}`, [visitor, visitor]],
] as const) {
  test(`the log with ${asked}`, async (t) => {
    const page = await told<Rows>(await open(t), `/events?${day}&${asked}`);
    assert.deepEqual(
      page.events.map(({ source }) => source),
      sources,
    );
    assert.equal(page.next, undefined);
  });
}

test("hostile text of the log stays text, to the last character", async (t) => {
  const api = await open(t);
  const page = await told<Rows>(api, `/events?${day}&source=${scanner}&limit=1`);
  assert.partialDeepStrictEqual(page.events[0], {
    ...{ rule: hostile.rule, interface: hostile.interface, destination: "192.0.2.1", tcp_flags: ["syn"] },
    ...{ hostname: "scan-9.example.org", country: "MX", asn: 64_496, network: "EXAMPLE-NET", class: "probe" },
  });
});

test("an own address that is masked is told nowhere", async (t) => {
  const answer = await (await open(t, true)).ask("/events?from=all&class=both");
  assert.doesNotMatch(answer.text, /192\.0\.2\.1|destination/);
});

for (const [path, words] of [
  ["/rate?from=yesterday", 'from: "yesterday" – a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d'],
  ["/rate?from=1h&to=2h", "to: a time after from"],
  ["/rate?points=9", "points: must be >= 10"],
  ["/rate?points=1&points=2", "points: must be integer"],
  ["/rate?color=red", "color: unknown"],
  ["/events?limit=1001", "limit: must be <= 1000"],
  ["/events?class=reply", "class: must be one of probe, admitted, both"],
  [`/events?find=${"x".repeat(101)}`, "find: must NOT have more than 100 characters"],
] as const) {
  test(`${path.slice(0, 40)} is a bad request that says why`, async (t) => {
    const answer = await (await open(t)).ask(path);
    assert.deepEqual([answer.status, codeOf(answer)], [400, "bad_request"]);
    assert.partialDeepStrictEqual(answer.json(), { detail: words });
  });
}

for (const path of ["/rate?router=away", "/events?cursor=1.x", "/episodes?cursor=;"]) {
  test(`${path} cannot be answered`, async (t) => {
    const answer = await (await open(t)).ask(path);
    assert.deepEqual([answer.status, codeOf(answer)], [422, "failed"]);
  });
}

test("a router of the configuration that was never read has empty answers", async (t) => {
  const folder = filledJournal(t, () => undefined);
  const reader = openPageReader(pageJob(folder), () => nowMs);
  t.after(() => reader.stop());
  const web = await openWeb(t, { ports: { reader }, settings: { now: () => nowMs } });
  const api = await describedApi(web.url);
  for (const path of ["/rate", "/week", "/usual", "/gaps", "/figures", "/episodes", "/events"])
    assert.equal((await api.ask(`${path}?router=home`)).status, 200, path);
  assert.partialDeepStrictEqual((await api.ask("/rate?from=all")).json(), { probes: [] });
});
