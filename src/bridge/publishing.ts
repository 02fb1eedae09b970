import type { Config } from "../config.ts";
import { Announcer } from "../home-assistant/announcer.ts";
import type { Log } from "../log.ts";
import type { JournalWriter } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import { createDelivery, type Delivery } from "../publish/delivery.ts";
import { currentTopics } from "../publish/inventory.ts";
import type { MqttLink } from "../publish/link.ts";
import type { MessageOptions } from "../publish/messages.ts";
import { connectMqtt } from "../publish/mqtt.ts";
import { createTopics, type Topics } from "../topics.ts";
import { describeDevices, rememberDeletions } from "./devices.ts";
import { openBroker } from "./embedded.ts";

export interface PublishingParts {
  readonly config: Config;
  readonly log: Log;
  readonly journal: JournalWriter;
  readonly labels: Labels;
  readonly now: () => number;
  readonly random: () => number;
}

/** Everything between the journal and the broker. */
export interface Publishing {
  readonly topics: Topics;
  readonly link: MqttLink;
  readonly delivery: Delivery;
  readonly brokerUrl: string;
  /** How what is journalled becomes messages. */
  readonly messages: MessageOptions;
  /** Tells Home Assistant of every device and every state again; gives the number of devices. */
  rediscover(): number;
}

/** What a broker may drop when nobody fetched it so long. */
const expirySeconds = 24 * 3600;
/** A stop takes two seconds at the most: this for what is journalled, the rest for passes under way and the goodbye. */
const drainMs = 900;
const goodbyeMs = 400;

/**
 * Connects to the broker, announces the devices and begins to deliver what is journalled. The stack closes it all in the order
 * in which nothing is lost: first what is journalled has time to arrive, then the goodbye, then the cursor is noted.
 * @throws FatalError when the broker's address cannot be used at all
 */
export async function openPublishing(parts: PublishingParts, stack: AsyncDisposableStack): Promise<Publishing> {
  const { config, log, journal, labels, now, random } = parts;
  const broker = stack.adopt(await openBroker(config), (opened) => opened.close());
  const topics = createTopics(config.mqtt.base_topic);
  const devices = describeDevices(config, topics);
  const routers = config.routers.map(({ name }) => name);
  const inventory = {
    topics: journal.retainedTopics(),
    isCurrent: currentTopics(
      topics,
      routers,
      devices.map(({ topic }) => topic),
    ),
    remember: journal.rememberRetained,
  };
  const identity = { clientId: config.mqtt.client_id || topics.deviceId(), stateTopic: topics.bridgeState };
  const link = connectMqtt({ ...config.mqtt, url: broker.url }, identity, { log, random, inventory });
  const messages = { expirySeconds, isOwnAddressMasked: config.privacy.mask_own_address, labels };
  const delivery = createDelivery({ journal, link, topics, routers, messages, log });
  stack.defer(() => delivery.close());
  stack.defer(() => link.close({ drainMs: goodbyeMs }));
  stack.defer(async () => void (await delivery.drain(drainMs)));
  const deletions = rememberDeletions(devices, journal.settings, log);
  const announcer = new Announcer({
    ...{ link, deletions, now, random },
    ...{ left: new Set(inventory.topics), stateTopic: topics.bridgeState },
    statusTopic: config.home_assistant.status_topic,
  });
  stack.defer(() => announcer.close());
  announcer.announce(devices);
  return { topics, link, delivery, messages, brokerUrl: broker.url, rediscover: () => announcer.rediscover() };
}
