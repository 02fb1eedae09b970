import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { loadConfig } from "../../src/config.ts";
import { writeConfig } from "../support/bridge.ts";
import { pollFamily } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { enterHome, withoutHomeAssistant } from "../support/home-assistant.ts";
import { openVirtualBridge } from "../support/virtual-bridge.ts";

const probesADay = 10_000;
const minutesADay = 1440;
const passEveryMinutes = 5;
/** What a household's database may get from us in a day. */
const mostRows = 5000;
/** So much time has Home Assistant for what a pass, or a minute without one, brings: else it would see two states as one. */
const settleMs = { pass: 100, minute: 10 };

/** Rows by entity that the recorder has written, and how many sets of attributes. */
function recorded(): { readonly states: ReadonlyMap<string, number>; readonly attributes: number } {
  const database = new DatabaseSync(join(process.env["HASS_CONFIG"] ?? "", "home-assistant_v2.db"), { readOnly: true });
  try {
    const rows = database
      .prepare(
        `SELECT states_meta.entity_id AS entity_id, count(*) AS rows FROM states JOIN states_meta USING (metadata_id)
         WHERE states_meta.entity_id LIKE '%whos_knocking%' GROUP BY states_meta.entity_id`,
      )
      .all();
    const attributes = database.prepare("SELECT count(*) AS rows FROM state_attributes").get()?.["rows"];
    return {
      states: new Map(rows.map((row) => [String(row["entity_id"]), Number(row["rows"])])),
      attributes: Number(attributes),
    };
  } finally {
    database.close();
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test(`a day of ${probesADay} probes in bursts adds fewer than ${mostRows} rows of states`, {
  skip: withoutHomeAssistant,
  timeout: 400_000,
}, async (t) => {
  const home = await enterHome(t);
  await using stack = new AsyncDisposableStack();
  const clock = { nowMs: Date.now() };
  const now = (): number => clock.nowMs;
  const start = await pollFamily("smc-barricade").simulator();
  let truth = 0;
  const simulator = stack.adopt(
    await start({ port: 0, rate: probesADay / 323, seed: 11, now, truth: () => (truth += 1) }),
    (started) => started.close(),
  );
  const routers = [{ ...simulator.router, name: "day", schedule: "0 0 1 1 *" }];
  const dns = { enabled: false };
  const file = writeConfig(temporaryFolder(t), { mqtt: { url: home.brokerUrl }, routers, enrich: { dns } });
  const bridge = await openVirtualBridge(loadConfig({ file, cwd: "", env: {}, flags: {} }), now, stack);
  await bridge.pass();
  const id = "sensor.whos_knocking_day_probes";
  await home.until([id], (states) => Number(states.get(id)?.state) > 0, "the first pass");
  await wait(2000);
  const before = recorded();

  for (let minute = 1; minute <= minutesADay; minute += 1) {
    clock.nowMs += 60_000;
    simulator.advance();
    const isPass = minute % passEveryMinutes === 0;
    if (isPass) await bridge.pass();
    await bridge.caughtUp();
    bridge.minute();
    await wait(isPass ? settleMs.pass : settleMs.minute);
  }
  await wait(3000);
  const after = recorded();
  const added = [...after.states]
    .map(([entity, rows]) => [entity, rows - (before.states.get(entity) ?? 0)] as const)
    .sort(([, one], [, other]) => other - one);
  const total = added.reduce((sum, [, rows]) => sum + rows, 0);
  for (const [entity, rows] of added) t.diagnostic(`${String(rows).padStart(6)} ${entity}`);
  t.diagnostic(
    `${String(total).padStart(6)} rows of states and ${after.attributes - before.attributes} of attributes for ${truth} probes`,
  );
  // It has seen every pass: none was over before it had looked.
  assert.equal(new Map(added).get(id), minutesADay / passEveryMinutes);
  assert.ok(truth > 0.9 * probesADay, `${truth} probes`);
  assert.ok(total < mostRows, `${total} rows`);
  assert.deepEqual(home.complaints(), []);
});
