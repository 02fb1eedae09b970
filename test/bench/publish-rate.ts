import { loadCountries } from "../../src/enrich/countries.ts";
import { openLabels } from "../../src/enrich/labels.ts";
import { openJournal } from "../../src/journal/open.ts";
import { createLog } from "../../src/log.ts";
import { createDelivery } from "../../src/publish/delivery.ts";
import { connectMqtt } from "../../src/publish/mqtt.ts";
import { createTopics } from "../../src/topics.ts";
import { startMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { type Bench, median } from "./figure.ts";
import { fillJournal, routerName } from "./filled-journal.ts";
import { folder } from "./process.ts";

const what = "publish rate from the journal into Mosquitto";
const probes = 60_000;
const runs = 3;

/** How fast a backlog leaves, at QoS 1, read from the journal and with its cursor moved. */
export const publishRateBench: Bench = {
  name: "publish-rate",
  async run() {
    if (withoutMosquitto !== false) return [{ what, skipped: withoutMosquitto }];
    const rates: number[] = [];
    for (let run = 0; run < runs; run += 1) rates.push(await perSecond());
    const note = `${probes} probes, QoS 1, MQTT 5; median of ${rates.map((rate) => Math.round(rate)).join(", ")}`;
    return [{ what, value: median(rates), unit: "msg/s", aim: { atLeast: 15_000 }, note }];
  },
};

async function perSecond(): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const data = stack.use(folder());
  const written = fillJournal(data.path, probes);
  const broker = stack.adopt(await startMosquitto(), (opened) => opened.close());
  const journal = stack.adopt(openJournal(data.path), (opened) => opened.close());
  const topics = createTopics("whos-knocking");
  const write = (line: string) => void process.stderr.write(`${line}\n`);
  const log = createLog({ level: "warn", format: "text", write, now: Date.now, secrets: [] });
  const link = connectMqtt(
    { url: broker.url, username: "", password: "", protocol: "auto" },
    { clientId: "bench", stateTopic: topics.bridgeState },
    { log, random: Math.random },
  );
  stack.defer(() => link.close({ drainMs: 1000 }));
  await link.settled();
  const messages = {
    expirySeconds: 86_400,
    isOwnAddressMasked: false,
    labels: openLabels(journal.labels, loadCountries()),
  };
  const beganMs = performance.now();
  const delivery = createDelivery({ journal, link, topics, routers: [routerName], messages, log });
  stack.defer(() => delivery.close());
  if (!(await delivery.drain(120_000))) throw new Error("not everything was taken within two minutes");
  return (1000 * written) / (performance.now() - beganMs);
}
