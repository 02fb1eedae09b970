import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { alignPage } from "../../../src/journal/align.ts";
import { fritzbox } from "../../../src/routers/fritzbox/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await fritzbox.driver();

const answered = (body: string, status = "200 OK") =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const info = (sid: string, challenge = "1234567z", blockSeconds = 0) =>
  answered(
    `<?xml version="1.0"?><SessionInfo><SID>${sid}</SID><Challenge>${challenge}</Challenge><BlockTime>${blockSeconds}</BlockTime></SessionInfo>`,
  );
const nobody = "0000000000000000";
const somebody = "9c977765016899f8";
const emptyLog = answered('{"data":{"log":[]}}');
const forbidden = answered("<html>403</html>", "403 Forbidden");

async function lineTo(t: TestContext, answers: readonly string[], password = "äbc") {
  const server = await startRawServer(t, (_, index) => answers[index] ?? answers.at(-1) ?? "");
  const clock = { nowMs: Date.UTC(2026, 2, 1) };
  const router = routerSettings(fritzbox, { url: server.url, username: "fritz7654", password });
  const source = driver.open(router, () => clock.nowMs);
  return {
    ...{ clock, server },
    read: async () => driver.parse(await source.fetch(AbortSignal.timeout(9000)), router),
    formOf: (index: number) => Object.fromEntries(new URLSearchParams(server.requests[index]?.split("\r\n\r\n")[1])),
    asked: () => server.requests.map((request) => request.split(" HTTP")[0]),
  };
}

// Both examples are AVM's own, of its paper about session ids.
for (const [name, challenge, password, response] of [
  [
    "PBKDF2",
    "2$10000$5A1711$2000$5A1722",
    "1example!",
    "5A1722$1798a1672bca7c6463d6b245f82b53703b0f50813401b03e4045a5861e689adb",
  ],
  ["MD5", "1234567z", "äbc", "1234567z-9e224a41eeefa284df7bb0f26c2913e2"],
] as const) {
  test(`it answers a challenge by ${name}, and asks for all events with the session's id`, async (t) => {
    const { read, formOf, asked } = await lineTo(t, [info(nobody, challenge), info(somebody), emptyLog], password);
    await read();
    assert.deepEqual(asked(), ["GET /login_sid.lua?version=2", "POST /login_sid.lua?version=2", "POST /data.lua"]);
    assert.deepEqual(formOf(1), { username: "fritz7654", response });
    assert.deepEqual(formOf(2), { xhr: "1", sid: somebody, page: "log", lang: "de", filter: "all" });
  });
}

test("the password itself is never sent, and a sign that the old challenge cannot bear is a full stop", async (t) => {
  const { read, server } = await lineTo(t, [info(nobody), info(somebody), emptyLog], "geheim€");
  await read();
  assert.ok(server.requests.every((request) => !request.includes("geheim")));
  const { formOf, read: readOther } = await lineTo(t, [info(nobody), info(somebody), emptyLog], "geheim.");
  await readOther();
  assert.ok(server.requests[1]?.includes(encodeURIComponent(formOf(1)["response"] ?? "-")));
});

test("while the box lets nobody in, no password is sent, not even the right one", async (t) => {
  const { read, asked } = await lineTo(t, [
    info(nobody, "1234567z", 64),
    info(nobody, "1234567z", 4),
    info(nobody),
    info(somebody),
    emptyLog,
  ]);
  await assert.rejects(read(), (thrown) => thrown instanceof RetryableError && /64 s/.test(thrown.message));
  await assert.rejects(read(), RetryableError);
  assert.deepEqual((await read()).entries, []);
  assert.equal(asked().filter((request) => request?.startsWith("POST /login")).length, 1);
});

test("one wrong password is one try: the time in which nobody is let in never grows by us", async (t) => {
  const { read, simulator, clock } = await benchOf(t, fritzbox, { password: "wrong" });
  for (let pass = 0; pass < 8; pass += 1) {
    await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /longer/.test(thrown.message));
    clock.nowMs += 3_600_000;
  }
  const right = driver.open(routerSettings(fritzbox, { ...simulator.router }), () => clock.nowMs);
  const { body } = await right.fetch(AbortSignal.timeout(9000));
  assert.equal(body.match(/127\.0\.0\.1 gescheitert/g)?.length, 1);
  await right.close();
});

test("a session that has ended is begun anew in the same pass, once", async (t) => {
  const answers = [info(nobody), info(somebody), emptyLog, forbidden, info(nobody), info(somebody), emptyLog];
  const { read, server } = await lineTo(t, answers);
  await read();
  await read();
  assert.equal(server.requests.length, 7);
});

test("a user who is let in and may not see the events is told which right it needs", async (t) => {
  const { read } = await lineTo(t, [info(nobody), info(somebody), forbidden]);
  await assert.rejects(
    read(),
    (thrown) => thrown instanceof FatalError && /right FRITZ!Box Settings/.test(thrown.message),
  );
});

test("a box without a password lets us in at once", async (t) => {
  const { read, asked } = await lineTo(t, [info(somebody), emptyLog]);
  await read();
  assert.deepEqual(asked(), ["GET /login_sid.lua?version=2", "POST /data.lua"]);
});

for (const challenge of ["2$999999999$5A1711$2000$5A1722", "2$x$y", "2$10000$5A1711", "no challenge at all"]) {
  test(`the question ${challenge} is answered by nothing, and costs no time`, async (t) => {
    const { read, server } = await lineTo(t, [info(nobody, challenge)]);
    await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /no FRITZ!Box asks/.test(thrown.message));
    assert.equal(server.requests.length, 1);
  });
}

test("our own logins are notes of the list, and there is one of them however often it is read", async (t) => {
  const { read } = await benchOf(t, fritzbox);
  await read();
  const { entries } = await read();
  const ours = entries.filter(({ key }) => key.includes("127.0.0.1"));
  assert.deepEqual(
    ours.map(({ kind }) => kind),
    ["note"],
  );
});

test("failed logins knock on the port that the option names, and on none where it names none", async (t) => {
  for (const [login_port, port] of [
    [0, undefined],
    [44_301, 44_301],
  ] as const) {
    const { read } = await benchOf(t, fritzbox, { options: { login_port } });
    const ports = (await read()).entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.port] : []));
    assert.deepEqual([...new Set(ports)], [port]);
  }
});

test("an event that is drawn together with later ones is counted by what came on top", () => {
  const router = routerSettings(fritzbox);
  const answeredAtMs = Date.UTC(2023, 9, 13, 10);
  const words =
    "Anmeldung des Benutzers admin an der FRITZ!Box-Benutzeroberfläche von IP-Adresse 203.0.113.9 gescheitert.";
  const pageOf = (time: string, tail: string) =>
    driver.parse(
      { body: JSON.stringify({ data: { log: [{ date: "13.10.23", time, msg: `${words}${tail}` }] } }), answeredAtMs },
      router,
    );
  const first = alignPage(undefined, pageOf("09:51:02", ""), answeredAtMs);
  const second = alignPage(first.memory, pageOf("09:58:14", " [3 Meldungen seit 13.10.23 09:51:02]"), answeredAtMs);
  assert.deepEqual(
    [first, second].map(({ fresh }) => fresh.map(({ weight }) => weight)),
    [[1], [2]],
  );
});
