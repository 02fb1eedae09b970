import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runToEnd } from "../support/program.ts";

/** Two routers, and the command over a configuration that has both. */
async function standing(t: TestContext) {
  const routers = await Promise.all(
    ["home", "attic"].map(async (name, seed) => {
      const { router } = await startRouter(t, { rate: 100, seed });
      return { ...router, name, schedule: "0 0 1 1 *" };
    }),
  );
  const config = writeConfig(temporaryFolder(t), {
    mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
    routers,
  });
  return { config, scrape: (...args: readonly string[]) => runToEnd(t, ["scrape", ...args, "--config", config]) };
}

const routersIn = (stdout: string): ReadonlySet<unknown> =>
  new Set(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).router),
  );

test("scrape reads every router once, and prints each probe that was new", async (t) => {
  const { scrape } = await standing(t);
  const { code, stdout, stderr } = await scrape();
  assert.equal(code, 0);
  assert.deepEqual(routersIn(stdout), new Set(["home", "attic"]));
  for (const name of ["home", "attic"])
    assert.match(stderr, new RegExp(`^${name}: \\d+ entries on the page; \\d+ new: `, "m"));
});

test("scrape of one router leaves the others alone", async (t) => {
  const { scrape } = await standing(t);
  const { code, stdout, stderr } = await scrape("attic");
  assert.deepEqual([code, routersIn(stdout)], [0, new Set(["attic"])]);
  assert.doesNotMatch(stderr, /home/);
});

test("scrape of a router that is none says which there are, and the nearest", async (t) => {
  const { scrape } = await standing(t);
  assert.deepEqual(await scrape("atic"), {
    ...{ code: 2, stdout: "" },
    stderr: 'ROUTER: "atic" – one of home, attic; did you mean "attic"?\n',
  });
});

test("scrape leaves the journal to a bridge that runs, and says so", async (t) => {
  const { config, scrape } = await standing(t);
  const bridge = startBridge(t, config);
  await bridge.seen("stderr", /attic +\d+ new: /);
  const { code, stdout, stderr } = await scrape();
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, new RegExp(`^the bridge with process id ${bridge.child.pid} writes the journal in `));
});
