import { AnnouncedDevice, type DeviceLink, type DeviceTools } from "./announced-device.ts";
import type { DiscoveryMessage } from "./discovery.ts";

/** What the announcer needs of the line to the broker. */
export interface AnnouncerLink extends DeviceLink {
  clearRetained(topic: string): void;
  /** Sends all retained values again, first those that were set first. */
  renewRetained(): void;
  subscribe(filter: string, handler: (topic: string, payload: string, isRetained: boolean) => void): void;
  /** Calls after every connect, which sends all retained values again. */
  onConnect(listener: () => void): void;
}

export interface AnnouncerTools extends DeviceTools {
  readonly link: AnnouncerLink;
  /** Retained topics that an earlier run left on the broker. */
  readonly left: ReadonlySet<string>;
  /** Where the broker keeps `offline` of an earlier run, until we are connected. */
  readonly stateTopic: string;
  /** Where Home Assistant says that it is born (`homeassistant/status`). */
  readonly statusTopic: string;
  /** Number in [0, 1). */
  readonly random: () => number;
}

/** After its birth Home Assistant is still busy subscribing, and every other bridge answers it too. */
const birthDelayMs = { least: 1_000, most: 5_000 };
/** Brokers send what they retain in the order in which it is asked for, or as they come to it. */
const arrivalMs = 2_000;
/** One that does not let us listen to our own topics says nothing at all. */
const silenceMs = 5_000;

/** Keeps our devices known to Home Assistant, which it hears being born from now on. */
export class Announcer {
  readonly #tools: AnnouncerTools;
  readonly #devices = new Map<string, AnnouncedDevice>();
  #birth: NodeJS.Timeout | undefined;
  #decision: NodeJS.Timeout | undefined;
  /** What of an earlier run may have been taken away meanwhile; none once that is decided. */
  #left: ReadonlySet<string>;
  /** Whether the broker has kept what it retained, once it has said so. */
  #isKept: boolean | undefined;

  constructor(tools: AnnouncerTools) {
    this.#tools = tools;
    this.#left = tools.left;
    tools.link.subscribe(tools.stateTopic, (_topic, payload) => this.#stateSeen(payload));
    tools.link.subscribe(tools.statusTopic, (_topic, payload) => {
      if (payload === "online") this.#born();
    });
    tools.link.onConnect(() => {
      this.#sentAgain();
      if (this.#isKept === undefined) this.#decide(silenceMs, false);
    });
  }

  /** Makes these the devices. Announce before any state is published: what is set first is sent first after a connect. */
  announce(messages: readonly DiscoveryMessage[]): void {
    const current = new Set(messages.map(({ topic }) => topic));
    for (const device of this.#devices.values()) if (!current.has(device.topic)) this.#withdraw(device);
    for (const { topic, payload } of messages) this.#device(topic).show(payload);
  }

  /** Sends every device and every state again, also devices that the user had deleted; gives the number of devices. */
  rediscover(): number {
    for (const device of this.#devices.values()) device.restore();
    this.#renew();
    return this.#devices.size;
  }

  close(): void {
    clearTimeout(this.#birth);
    clearTimeout(this.#decision);
    for (const device of this.#devices.values()) device.close();
  }

  /**
   * Home Assistant empties the topic of a device that its user deletes, also while we are not there to see it. What says so is a broker
   * that has kept our `offline` and not the device: one that lost everything answers with the `online` of now.
   */
  #stateSeen(payload: string): void {
    if (this.#isKept !== undefined) return;
    this.#isKept = payload === "offline";
    this.#decide(this.#isKept ? arrivalMs : 0, this.#isKept);
  }

  /** About the devices that have not been seen on the broker by then. */
  #decide(afterMs: number, areDeleted: boolean): void {
    clearTimeout(this.#decision);
    this.#decision = setTimeout(() => {
      this.#left = new Set();
      for (const device of this.#devices.values()) device.decide(areDeleted);
    }, afterMs);
  }

  #born(): void {
    const { least, most } = birthDelayMs;
    clearTimeout(this.#birth);
    this.#birth = setTimeout(() => this.#renew(), least + this.#tools.random() * (most - least));
  }

  #renew(): void {
    this.#sentAgain();
    this.#tools.link.renewRetained();
  }

  #sentAgain(): void {
    for (const device of this.#devices.values()) device.sentAgain();
  }

  #device(topic: string): AnnouncedDevice {
    const known = this.#devices.get(topic);
    if (known !== undefined) return known;
    const device = new AnnouncedDevice(topic, this.#tools, this.#left.has(topic));
    this.#devices.set(topic, device);
    this.#tools.link.subscribe(topic, (_topic, payload, isRetained) => {
      if (payload === "") device.deleted();
      else if (isRetained) device.found();
    });
    return device;
  }

  #withdraw(device: AnnouncedDevice): void {
    device.close();
    this.#devices.delete(device.topic);
    this.#tools.link.clearRetained(device.topic);
  }
}
