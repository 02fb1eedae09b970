import { randomUUID } from "node:crypto";
import { readRuntime } from "../bridge/runtime-file.ts";
import { untilAborted } from "../bridge/until-aborted.ts";
import { loadServices } from "../enrich/services.ts";
import { FatalError } from "../errors.ts";
import { connectMqtt } from "../publish/mqtt.ts";
import type { Command } from "./command.ts";
import { describeMessage } from "./watch-words.ts";

export const watch: Command = {
  name: "watch",
  usage: "watch [OPTIONS]",
  about: [
    "Shows what the broker carries of ours, live: probes, attacks, gaps and changes of state, a line each.",
    "For everybody who has no MQTT client at hand.",
  ].join("\n"),
  options: { raw: { type: "boolean", doc: "topic and payload as they are" } },
  maxPositionals: 0,
  examples: [
    ["whos-knocking watch", "what happens now"],
    ["whos-knocking watch --raw | grep attack", "the messages themselves"],
  ],
  run: async (context) => {
    const config = await context.loadConfig();
    const log = await context.openLog(config);
    const url = config.mqtt.url === "embedded" ? readRuntime(config.data_dir)?.broker_url : config.mqtt.url;
    if (url === undefined) {
      throw new FatalError(
        "no bridge runs that could be watched: start one first (npm start), or set mqtt.url to a broker",
      );
    }
    const base = config.mqtt.base_topic;
    const service = loadServices().name;
    const isRaw = context.flags["raw"] === true;
    const link = connectMqtt(
      { ...config.mqtt, url },
      { clientId: `whos_knocking_watch_${randomUUID().slice(0, 8)}` },
      { log, random: Math.random },
    );
    link.subscribe(`${base}/#`, (topic, payload) => {
      const line = isRaw ? `${topic} ${payload}` : describeMessage(topic.slice(base.length + 1), payload, service);
      if (line !== undefined) context.stdout(line);
    });
    await untilAborted(context.signal);
    await link.close({ drainMs: 0 });
    return 0;
  },
};
