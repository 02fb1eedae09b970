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

export interface AnnouncerTools {
  readonly link: AnnouncerLink;
  /** Where Home Assistant says that it is born (`homeassistant/status`). */
  readonly statusTopic: string;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Number in [0, 1). */
  readonly random: () => number;
}

/** Keeps our devices known to Home Assistant. */
export interface Announcer {
  /** Makes these the devices. Announce before any state is published: what is set first is sent first after a connect. */
  announce(messages: readonly DiscoveryMessage[]): void;
  /** Sends every device and every state again, also devices that the user had deleted. */
  rediscover(): void;
  close(): void;
}

/** Home Assistant drops the rest of a device message when a change of it comes while the one before is still being worked on. */
const versionGapMs = 2_000;
/** After its birth Home Assistant is still busy subscribing, and every other bridge answers it too. */
const birthDelayMs = { least: 1_000, most: 5_000 };

/** Listens for Home Assistant's birth from now on. */
export function createAnnouncer({ link, statusTopic, now, random }: AnnouncerTools): Announcer {
  const devices = new Map<string, Device>();
  let birth: NodeJS.Timeout | undefined;
  link.subscribe(statusTopic, (_topic, payload) => {
    if (payload !== "online") return;
    clearTimeout(birth);
    birth = setTimeout(renew, birthDelayMs.least + random() * (birthDelayMs.most - birthDelayMs.least));
  });
  link.onConnect(() => {
    for (const device of devices.values()) device.sentAgain();
  });

  return {
    announce: (messages) => {
      const current = new Set(messages.map(({ topic }) => topic));
      for (const [topic, device] of devices) if (!current.has(topic)) withdraw(device);
      for (const message of messages) deviceOf(message.topic).show(message.payload);
    },
    rediscover: () => {
      for (const device of devices.values()) device.restore();
      renew();
    },
    close: () => {
      clearTimeout(birth);
      for (const device of devices.values()) device.close();
    },
  };

  function renew(): void {
    for (const device of devices.values()) device.sentAgain();
    link.renewRetained();
  }

  function deviceOf(topic: string): Device {
    const known = devices.get(topic);
    if (known !== undefined) return known;
    const device = new Device(topic, link, now);
    devices.set(topic, device);
    // Home Assistant empties the topic of a device that its user deletes.
    link.subscribe(topic, (_topic, payload) => {
      if (payload === "") device.deleted();
    });
    return device;
  }

  function withdraw(device: Device): void {
    device.close();
    devices.delete(device.topic);
    link.clearRetained(device.topic);
  }
}

/** One discovery topic and what is shown there. */
class Device {
  readonly topic: string;
  readonly #link: AnnouncerLink;
  readonly #now: () => number;
  #shown: string | undefined;
  #wanted: string | undefined;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(topic: string, link: AnnouncerLink, now: () => number) {
    this.topic = topic;
    this.#link = link;
    this.#now = now;
  }

  show(payload: string): void {
    this.#wanted = payload;
    if (this.#timer === undefined) this.#showWanted();
  }

  /** A change that waits, or comes now, keeps its distance from this too. */
  sentAgain(): void {
    this.#shownAtMs = this.#now();
  }

  /** The user deleted it: it stays away until it changes. */
  deleted(): void {
    this.#link.forgetRetained(this.topic);
  }

  restore(): void {
    if (this.#shown !== undefined) this.#link.setRetained(this.topic, this.#shown);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #showWanted(): void {
    this.#timer = undefined;
    if (this.#wanted === undefined || this.#wanted === this.#shown) return;
    const waitMs = this.#shownAtMs + versionGapMs - this.#now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#showWanted(), waitMs);
      return;
    }
    this.#shown = this.#wanted;
    this.#shownAtMs = this.#now();
    this.#link.setRetained(this.topic, this.#wanted);
  }
}
