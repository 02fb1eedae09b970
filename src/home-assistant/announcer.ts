import type { DiscoveryMessage } from "./discovery.ts";

/** What the announcer needs of the line to the broker. */
export interface AnnouncerLink {
  setRetained(topic: string, payload: string): void;
  clearRetained(topic: string): void;
  forgetRetained(topic: string): void;
  /** Sends all retained values again, first those that were set first. */
  renewRetained(): void;
  subscribe(filter: string, handler: (topic: string, payload: string, isRetained: boolean) => void): void;
  /** Calls after every connect, which sends all retained values again. */
  onConnect(listener: () => void): void;
}

/** Remembers, over restarts, which devices the user deleted; they are known by their topics. */
export interface Deletions {
  has(topic: string): boolean;
  add(topic: string): void;
  remove(topic: string): void;
}

export interface AnnouncerTools {
  readonly link: AnnouncerLink;
  readonly deletions: Deletions;
  /** Where Home Assistant says that it is born (`homeassistant/status`). */
  readonly statusTopic: string;
  /** Ms; any clock will do. */
  readonly now: () => number;
  /** Number in [0, 1). */
  readonly random: () => number;
}

/** Home Assistant drops the rest of a device message when a change of it comes while the one before is still being worked on. */
const versionGapMs = 2_000;
/** After its birth Home Assistant is still busy subscribing, and every other bridge answers it too. */
const birthDelayMs = { least: 1_000, most: 5_000 };

/** Keeps our devices known to Home Assistant, which it hears being born from now on. */
export class Announcer {
  readonly #tools: AnnouncerTools;
  readonly #devices = new Map<string, Device>();
  #birth: NodeJS.Timeout | undefined;

  constructor(tools: AnnouncerTools) {
    this.#tools = tools;
    tools.link.subscribe(tools.statusTopic, (_topic, payload) => {
      if (payload === "online") this.#born();
    });
    tools.link.onConnect(() => this.#sentAgain());
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
    for (const device of this.#devices.values()) device.close();
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

  #device(topic: string): Device {
    const known = this.#devices.get(topic);
    if (known !== undefined) return known;
    const device = new Device(topic, this.#tools);
    this.#devices.set(topic, device);
    // Home Assistant empties the topic of a device that its user deletes.
    this.#tools.link.subscribe(topic, (_topic, payload) => {
      if (payload === "") device.deleted();
    });
    return device;
  }

  #withdraw(device: Device): void {
    device.close();
    this.#devices.delete(device.topic);
    this.#tools.link.clearRetained(device.topic);
  }
}

/** One discovery topic and what is shown there. */
class Device {
  readonly topic: string;
  readonly #tools: AnnouncerTools;
  #shown: string | undefined;
  #wanted: string | undefined;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(topic: string, tools: AnnouncerTools) {
    this.topic = topic;
    this.#tools = tools;
  }

  show(payload: string): void {
    this.#wanted = payload;
    if (this.#timer === undefined) this.#showWanted();
  }

  /** A change that waits, or comes now, keeps its distance from this too. */
  sentAgain(): void {
    this.#shownAtMs = this.#tools.now();
  }

  /** By the user: it stays away. What we take away ourselves comes back to us as the same message. */
  deleted(): void {
    if (this.#isClosed) return;
    this.#shown = undefined;
    this.#tools.deletions.add(this.topic);
    this.#tools.link.forgetRetained(this.topic);
  }

  restore(): void {
    this.#tools.deletions.remove(this.topic);
    if (this.#timer === undefined) this.#showWanted();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #showWanted(): void {
    this.#timer = undefined;
    if (this.#wanted === undefined || this.#wanted === this.#shown || this.#tools.deletions.has(this.topic)) return;
    // Never longer than the gap itself, should the clock have been set back.
    const waitMs = Math.min(versionGapMs, this.#shownAtMs + versionGapMs - this.#tools.now());
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#showWanted(), waitMs);
      return;
    }
    this.#shown = this.#wanted;
    this.#shownAtMs = this.#tools.now();
    this.#tools.link.setRetained(this.topic, this.#wanted);
  }
}
