import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { loadConfig } from "../../../src/config.ts";
import { FatalError, RetryableError, UsageError } from "../../../src/errors.ts";
import type { ParsedPage } from "../../../src/model/page.ts";
import { wireFacts } from "../../../src/model/wire.ts";
import { generic } from "../../../src/routers/generic/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await generic.driver();

type Options = NonNullable<NonNullable<Parameters<typeof routerSettings<typeof generic.options>>[1]>["options"]>;

const hourMs = 3_600_000;
const logins = ["Basic and a table", "a form and a text area", "Digest and a script", "a key and JSON"];

const probes = (page: ParsedPage) =>
  page.entries.flatMap((entry) => (entry.kind === "event" ? [JSON.stringify(wireFacts(entry.event))] : []));

for (const [seed, login] of logins.entries()) {
  describe(`a router with ${login}`, () => {
    test("is read by what its entry of the configuration says, every probe of the ring, oldest first", async (t) => {
      const { read, truth, clock } = await benchOf(t, generic, {}, { seed });
      const page = await read();
      assert.ok(truth.length > 30);
      assert.deepEqual(probes(page), truth);
      assert.deepEqual([page.isKeyed, page.timeFrom], [true, "router"]);
      assert.equal(page.entries.filter(({ kind }) => kind === "reject").length, 0);
      clock.nowMs += 12 * hourMs;
      const later = probes(await read());
      assert.deepEqual(later, truth.slice(-later.length));
    });

    test("keeps a wrong password to itself after the first refusal, and says no word of it", async (t) => {
      const all = await benchOf(
        t,
        generic,
        { password: "wrong-5e1f9c", options: seed === 3 ? { headers: "" } : {} },
        { seed },
      );
      for (let pass = 0; pass < 3; pass += 1) {
        await assert.rejects(
          all.read(),
          (thrown) => thrown instanceof FatalError && !String(thrown).includes("5e1f9c"),
        );
      }
    });

    test("has rows in which somebody wrote what he liked, and none of that is taken for a packet", async (t) => {
      const { read, simulator, truth } = await benchOf(t, generic, {}, { seed });
      simulator.faults.hostileText();
      const page = await read();
      assert.deepEqual(probes(page), truth);
      assert.ok(page.entries.filter(({ kind }) => kind === "note").length >= 8);
    });
  });
}

for (const login of ["none", "form"] as const) {
  test(`a router that asks by the browser's own box, where login is ${login}, says what login must be`, async (t) => {
    const server = await startRawServer(
      t,
      () => 'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n<html></html>',
    );
    const source = driver.open(routerSettings(generic, { url: server.url, options: { login } }), Date.now);
    t.after(() => source.close());
    await assert.rejects(source.fetch(AbortSignal.timeout(5000)), /set login: box$/);
    assert.equal(server.requests.length, 1);
  });
}

/** What was sent to a router whose log asks for a login by this page. */
async function sentTo(
  t: Parameters<typeof startRawServer>[0],
  loginPage: string,
  given: NonNullable<Parameters<typeof routerSettings<typeof generic.options>>[1]>,
): Promise<{ readonly requests: readonly string[]; readonly outcome: unknown }> {
  const answer = (body: string) => `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>${body}</html>`;
  const server = await startRawServer(t, (request, index) =>
    answer(
      index === 0 || request.startsWith("GET /login")
        ? loginPage
        : request.startsWith("POST")
          ? "Welcome"
          : "<pre>x</pre>",
    ),
  );
  const router = routerSettings(generic, {
    ...{ username: "me", password: "p&ss" },
    ...given,
    url: server.url,
    options: { login: "form", log_path: "/admin/log.html", ...given.options },
  });
  const source = driver.open(router, () => 0);
  t.after(() => source.close());
  const outcome = await source.fetch(AbortSignal.timeout(10_000)).catch((thrown: unknown) => thrown);
  return { requests: server.requests, outcome };
}

const bodyOf = (request: string | undefined) => request?.slice(request.indexOf("\r\n\r\n") + 4);

describe("the login form", () => {
  test("is sent as a browser would: what is hidden goes along, fields are found, ticks and other buttons are not set", async (t) => {
    const page = [
      "<form action=/search><input name=q></form><form action=do-login method=post>",
      "<input type=hidden name=token value='a&amp;b'><input type=checkbox name=stay value=1><input name=lang value=en>",
      "<input name=who><input type=password name=key><input type=password name=again>",
      "<input type=submit name=go value=Log><input type=submit name=forgot></form>",
    ];
    const { requests } = await sentTo(t, page.join(""), {});
    assert.match(requests[1] ?? "", /^POST \/admin\/do-login HTTP/);
    assert.equal(bodyOf(requests[1]), "token=a%26b&lang=en&who=me&key=p%26ss&again=&go=Log");
    assert.match(requests[2] ?? "", /^GET \/admin\/log\.html /);
  });

  test("is sent by the names and the place that the options tell, where there is none on the page", async (t) => {
    const options: Options = {
      ...{ login_marker: "please log in", login_action: "/cgi/auth", user_field: "u", password_field: "p" },
      ...{ password_as: "md5", extra_fields: "a=1&b=%20", take_over_fields: "kick=1" },
    };
    const { requests } = await sentTo(t, "<b>Please</b> log in", { options, take_over: true });
    assert.match(requests[1] ?? "", /^POST \/cgi\/auth HTTP/);
    assert.equal(bodyOf(requests[1]), "a=1&b=+&kick=1&u=me&p=947760a6249e930930ddbea4e4b5202e");
  });

  test("is looked for on the page that login_path names", async (t) => {
    const form = "<form action='?step=2'><input type=password name=pw></form>";
    const { requests } = await sentTo(t, form, { options: { login_path: "/login.html", password_as: "base64" } });
    assert.match(requests[1] ?? "", /^GET \/login\.html /);
    assert.match(requests[2] ?? "", /^POST \/login\.html\?step=2 /);
    assert.equal(bodyOf(requests[2]), "pw=cCZzcw%3D%3D");
  });

  test("is not sent to another host", async (t) => {
    const form = "<form action=http://192.0.2.1/login><input type=password name=pw></form>";
    const { requests, outcome } = await sentTo(t, form, {});
    assert.ok(outcome instanceof FatalError && outcome.message.includes("another host"));
    assert.equal(requests.length, 1);
  });

  test("that is not there is told, with what to do", async (t) => {
    const { outcome } = await sentTo(t, "Log in, please", { options: { login_marker: "log in" } });
    assert.ok(outcome instanceof FatalError && outcome.message.includes("set login_path, or login_action"));
  });
});

test("the log is asked for by a form, and with headers, where the options say so", async (t) => {
  const options: Options = {
    login: "none",
    log_fields: "view=fw&n=500",
    headers: "Referer: http://192.168.1.1/\nX-Key: k",
  };
  const { requests } = await sentTo(t, "<pre>x</pre>", { options });
  assert.match(requests[0] ?? "", /^POST \/admin\/log\.html .*^Referer: http:\/\/192\.168\.1\.1\/\r\nX-Key: k\r$/ms);
  assert.equal(bodyOf(requests[0]), "view=fw&n=500");
});

/** What is told of a configuration with these options. */
function problemsOf(t: Parameters<typeof temporaryFolder>[0], options: Options): readonly string[] {
  const cwd = temporaryFolder(t);
  writeFileSync(
    join(cwd, "c.yaml"),
    stringify({ routers: [{ name: "home", family: "generic", url: "http://192.168.1.1", options }] }),
  );
  try {
    loadConfig({ file: "c.yaml", cwd, env: {}, flags: {} });
    return [];
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown.problems;
    throw thrown;
  }
}

const refused: readonly (readonly [string, Options, RegExp])[] = [
  ["a pattern that is none", { pattern: "(?P<source>[0-9" }, /options\.pattern: .*RE2/],
  [
    "a pattern that looks ahead, which could take forever",
    { pattern: "(?P<source>x)(?=y)" },
    /options\.pattern: .*no lookahead/,
  ],
  [
    "a pattern that refers back, which could take forever",
    { pattern: "(?P<source>x)\\1" },
    /options\.pattern: .*no backreferences/,
  ],
  [
    "a pattern whose groups nobody knows",
    { pattern: "(?P<src>x)" },
    /options\.pattern: .*only groups of these names: id, time,/,
  ],
  ["a pattern that finds nobody", { pattern: "(?P<time>x)" }, /options\.pattern: .*a group source or message/],
  [
    "a pattern of a machine",
    { pattern: `(?P<source>${"x".repeat(4096)})` },
    /options\.pattern: .*at most 4096 characters/,
  ],
  ["a pattern of notes with groups of packets", { note_pattern: "(?P<source>x)" }, /options\.note_pattern: .*id, time/],
  ["a form of time that has no day", { time_form: "HH:mm:ss" }, /options\.time_form: .*dd\.MM\.yyyy/],
  ["a form of time with letters that mean nothing", { time_form: "dd.MM.yyyy HH:mm Q" }, /options\.time_form: /],
  ["a form of time with two months", { time_form: "MM/MMM/dd HH:mm" }, /options\.time_form: /],
  ["headers that are none", { headers: "X-Key k" }, /options\.headers: .*Name: value/],
];

for (const [what, options, pattern] of refused) {
  test(`${what} is refused when the configuration is read`, (t) => {
    const problems = problemsOf(t, options);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", pattern);
  });
}

test("headers, which may hold a key, are shown in no problem", (t) => {
  assert.ok(!problemsOf(t, { headers: "k3y-5e1f9c" }).join().includes("5e1f9c"));
});

for (const options of [{ rows_at: "tr:nope(" }, { rows_in: "script", rows_at: "my log" }]) {
  test(`rows_at: ${options.rows_at} is told as what it is not`, async (t) => {
    const { outcome } = await sentTo(t, "", { options: { login: "none", ...options } });
    assert.ok(outcome instanceof FatalError && outcome.message.startsWith("rows_at: "));
  });
}

const parse = (body: string, options: Options) =>
  driver.parse({ body, answeredAtMs: Date.UTC(2026, 10, 22, 18) }, routerSettings(generic, { options }));

test("a pattern over which others brood for ages is over with the row", () => {
  const row = `${"x".repeat(60_000)}!`;
  const { entries } = parse(row, { rows_in: "text", pattern: "^(?P<source>(x+x+)+)y$", note_pattern: "^((x|x)*)*$" });
  assert.equal(entries[0]?.kind, "reject");
});

test("elements within elements without end exhaust neither the stack nor anybody's patience", () => {
  const nested = (times: number) => `${"<div>".repeat(times)}<pre>Nov 22 17:00:00 nothing</pre>`;
  assert.equal(parse(nested(5000), { rows_at: "div pre" }).entries.length, 1);
  assert.throws(() => parse(nested(200_000), { rows_at: "div pre" }), FatalError);
});

const times: readonly (readonly [form: string, text: string, time: string | undefined])[] = [
  ["dd.MM.yyyy HH:mm:ss", "22.11.2026 18:10:18", "2026-11-22T18:10:18.000Z"],
  ["dd.MM.yy, HH:mm", "2.1.26,  18:10", "2026-01-02T18:10:00.000Z"],
  ["MM/dd/yyyy hh:mm:ss a", "11/22/2026 12:10:18 AM", "2026-11-22T00:10:18.000Z"],
  ["MM/dd/yyyy h:mm a", "11/22/2026 1:10 p.m.", "2026-11-22T13:10:00.000Z"],
  ["EEE, MMMM d, yyyy HH:mm:ss", "Sunday, November 22, 2026 18:10:18", "2026-11-22T18:10:18.000Z"],
  ["MMM d HH:mm:ss", "Nov 22 17:10:18", "2026-11-22T17:10:18.000Z"],
  ["MMM d HH:mm:ss", "Dec 22 17:10:18", "2025-12-22T17:10:18.000Z"],
  ["dd.MM.yyyy HH:mm:ss", "31.02.2026 18:10:18", undefined],
  ["dd.MM.yyyy HH:mm:ss", "22.11.2026 25:10:18", undefined],
  ["unix_s", "1795370400", "2026-11-22T18:00:00.000Z"],
  ["unix_s", "1795370400.25", "2026-11-22T18:00:00.250Z"],
  ["unix_ms", "1795370400123", "2026-11-22T18:00:00.123Z"],
  ["age_ms", "1500", "2026-11-22T17:59:58.500Z"],
  ["age_s", "many", undefined],
  ["auto", "2026-11-22T18:10:18+01:00", "2026-11-22T17:10:18.000Z"],
];

for (const [form, text, time] of times) {
  test(`"${text}" of the form ${form} is ${time ?? "no time"}`, () => {
    const [entry] = parse(`${text}|203.0.113.9`, {
      rows_in: "text",
      pattern: "^(?P<time>.*)\\|(?P<source>.*)$",
      time_form: form,
    }).entries;
    assert.ok(entry?.kind === "event");
    assert.equal(wireFacts(entry.event)["time"], time);
  });
}

test("whatever a page holds and wherever the rows should be, each is an entry or the page is refused", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "<pre>",
      "</pre>",
      "<tr><td>",
      "<table>",
      "<script>",
      "rows=[",
      '"',
      "]",
      "[[",
      "{",
      "\n",
      "\t",
      "</html>",
    ),
    fc.constantFrom("Nov 22 17:00:00 ", "203.0.113.9", '{"log":', "null", "__proto__", "1e999", "\u2028"),
  );
  const pages = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  const places = fc.constantFrom<Options>(
    { rows_at: "pre, tr" },
    { rows_in: "script", rows_at: "rows", cells_per_row: 2 },
    { rows_in: "json", rows_at: "log", cells: "a,__proto__" },
    { rows_in: "json", rows_at: "__proto__.constructor" },
    { rows_in: "text", pattern: "(?P<time>\\S+) (?P<source>\\S+)", time_form: "unix_s" },
  );
  fc.assert(
    fc.property(pages, places, (body, options) => {
      try {
        for (const entry of parse(body, options).entries) assert.ok(entry.weight >= 1);
      } catch (thrown) {
        assert.ok(thrown instanceof RetryableError || thrown instanceof FatalError, String(thrown));
      }
    }),
    { numRuns: 500 },
  );
});
