import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpAnswer } from "../../../src/routers/http/contract.ts";
import { createKeptLogin } from "../../../src/routers/http/kept-login.ts";

/** A router that knows one login at a time, and what was asked of it. */
function router() {
  const asked: string[] = [];
  const known = { login: "", isWilling: true };
  let logins = 0;
  const answer = (status: number): HttpAnswer => ({
    ...{ status, path: "/", body: "", isComplete: true, answeredAtMs: 0 },
    headers: () => [],
  });
  return {
    asked,
    known,
    parts: {
      logIn: async () => {
        asked.push("log in");
        if (!known.isWilling) throw new Error("refused");
        logins += 1;
        known.login = `login ${logins}`;
        return known.login;
      },
      ask: async (login: string) => {
        asked.push(login);
        return answer(login === known.login ? 200 : 403);
      },
      isLost: ({ status }: HttpAnswer) => status === 403,
    },
  };
}

test("a login is begun once, and used for pass after pass", async () => {
  const { asked, parts } = router();
  const kept = createKeptLogin();
  for (let pass = 0; pass < 2; pass += 1) assert.equal((await kept.use(parts)).status, 200);
  assert.deepEqual(asked, ["log in", "login 1", "login 1"]);
});

test("one that the router no longer knows is begun anew in the same pass, once", async () => {
  const { asked, known, parts } = router();
  const kept = createKeptLogin();
  await kept.use(parts);
  known.login = "";
  assert.equal((await kept.use(parts)).status, 200);
  const hopeless = { ...parts, isLost: () => true };
  await kept.use(hopeless);
  assert.deepEqual(asked, ["log in", "login 1", "login 1", "log in", "login 2", "login 2", "log in", "login 3"]);
});

test("right after a login nothing is begun anew: it is the user who may not", async () => {
  const { asked, parts } = router();
  await createKeptLogin().use({ ...parts, isLost: () => true });
  assert.deepEqual(asked, ["log in", "login 1"]);
});

test("one that is lost and cannot be begun anew is not used again", async () => {
  const { asked, known, parts } = router();
  const kept = createKeptLogin();
  await kept.use(parts);
  Object.assign(known, { login: "", isWilling: false });
  await assert.rejects(kept.use(parts), /refused/);
  await assert.rejects(kept.use(parts), /refused/);
  assert.deepEqual(asked, ["log in", "login 1", "login 1", "log in", "log in"]);
});

test("one that was taken to be ended is not used again", async () => {
  const { asked, parts } = router();
  const kept = createKeptLogin();
  assert.equal(kept.take(), undefined);
  await kept.use(parts);
  assert.equal(kept.take(), "login 1");
  assert.equal(kept.take(), undefined);
  await kept.use(parts);
  assert.deepEqual(asked, ["log in", "login 1", "log in", "login 2"]);
});
