import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { stringify } from "yaml";
import { type Bench, median, type Outcome } from "./figure.ts";
import { folder, pageUrl, program, type Running, residentMb, start, startRouter } from "./process.ts";

const streams = 1000;
/** Opened at once: more than a listening socket lets wait are refused. */
const atOnce = 50;
const samples = 10;
const sampleEveryMs = 1000;

/** What those cost who only look on, while the bridge reads a router every second. */
export const webStreamsBench: Bench = {
  name: "web-streams",
  async run() {
    if (residentMb(process.pid) === undefined)
      return [{ what: "memory of event streams", skipped: "this system has no /proc" }];
    await using router = await startRouter("smc-barricade", 1000);
    const without = await weigh(router.router, false, async ({ child }) => residentOf(child.pid));
    return weigh(router.router, true, (bridge, url) => outcomes(bridge, url, without));
  },
};

async function outcomes({ child }: Running, url: string, withoutPage: number): Promise<readonly Outcome[]> {
  const idle = await residentOf(child.pid);
  const open: IncomingMessage[] = [];
  while (open.length < streams)
    open.push(...(await Promise.all(Array.from({ length: atOnce }, () => openStream(url)))));
  const heard = Promise.all(open.map((stream) => once(stream, "data")));
  await heard;
  const watched = await residentOf(child.pid);
  for (const stream of open) stream.destroy();
  const note = `${Math.round(withoutPage)} MB without a page, ${Math.round(idle)} with one, ${Math.round(watched)} watched`;
  return [
    { what: `memory of ${streams} idle event streams`, value: watched - idle, unit: "MB", aim: { atMost: 50 }, note },
    { what: "memory of a page that nobody looks at", value: idle - withoutPage, unit: "MB" },
  ];
}

/** A bridge that has read its router for a while, from a compile cache that is warm. */
async function weigh<Result>(
  router: Awaited<ReturnType<typeof startRouter>>["router"],
  hasPage: boolean,
  look: (bridge: Running, url: string) => Promise<Result>,
): Promise<Result> {
  using data = folder();
  const config = join(data.path, "whos-knocking.yaml");
  const settings = {
    data_dir: data.path,
    mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
    enrich: { dns: { enabled: false } },
    web: { listen: "127.0.0.1:0" },
    routers: [{ ...router, schedule: "* * * * * *" }],
  };
  writeFileSync(config, stringify(settings));
  const env = { WHOS_KNOCKING_WEB_ENABLED: `${hasPage}` };
  {
    await using first = start(program, ["run", "--config", config], env);
    await wait(3000);
    await first.stop();
  }
  await using bridge = start(program, ["run", "--config", config], env);
  await wait(10_000);
  const result = await look(bridge, hasPage ? await pageUrl(data.path) : "");
  await bridge.stop();
  return result;
}

async function residentOf(pid: number | undefined): Promise<number> {
  const weights: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    await wait(sampleEveryMs);
    weights.push(residentMb(pid) ?? Number.NaN);
  }
  return median(weights);
}

function openStream(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(new URL("api/v1/stream", url), { agent: false }, (response) => {
      response.resume();
      response.on("error", () => undefined);
      resolve(response);
    });
    sent.on("error", reject);
    sent.end();
  });
}
