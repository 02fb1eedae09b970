/** What a device needs of the line to the broker. */
export interface DeviceLink {
  setRetained(topic: string, payload: string): void;
  forgetRetained(topic: string): void;
}

/** Remembers, over restarts, which devices the user deleted; they are known by their topics. */
export interface Deletions {
  has(topic: string): boolean;
  add(topic: string): void;
  remove(topic: string): void;
}

export interface DeviceTools {
  readonly link: DeviceLink;
  readonly deletions: Deletions;
  /** Ms; any clock will do. */
  readonly now: () => number;
}

/** Home Assistant drops the rest of a device message when a change of it comes while the one before is still being worked on. */
const versionGapMs = 2_000;

/** One discovery topic and what is shown there. */
export class AnnouncedDevice {
  readonly topic: string;
  readonly #tools: DeviceTools;
  #shown: string | undefined;
  #wanted: string | undefined;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Whether the user may have deleted it while we were not there. */
  #isInDoubt: boolean;
  /** Whether that was decided so. */
  #isMissed = false;

  /** @param isInDoubt true where nothing is shown before it is decided whether the user deleted it */
  constructor(topic: string, tools: DeviceTools, isInDoubt: boolean) {
    this.topic = topic;
    this.#tools = tools;
    this.#isInDoubt = isInDoubt;
  }

  show(payload: string): void {
    this.#wanted = payload;
    if (this.#timer === undefined) this.#showWanted();
  }

  /** It is on the broker, from an earlier run; where that was decided otherwise, the broker was slow. */
  found(): void {
    if (this.#isMissed) this.restore();
    else this.decide(false);
  }

  decide(isDeleted: boolean): void {
    if (!this.#isInDoubt) return;
    this.#isInDoubt = false;
    this.#isMissed = isDeleted;
    if (isDeleted) this.deleted();
    else if (this.#timer === undefined) this.#showWanted();
  }

  /** A change that waits, or comes now, keeps its distance from this too. */
  sentAgain(): void {
    if (this.#shown !== undefined) this.#shownAtMs = this.#tools.now();
  }

  /** By the user: it stays away. What we take away ourselves comes back to us as the same message. */
  deleted(): void {
    if (this.#isClosed) return;
    this.#shown = undefined;
    this.#tools.deletions.add(this.topic);
    this.#tools.link.forgetRetained(this.topic);
  }

  restore(): void {
    this.#isInDoubt = false;
    this.#isMissed = false;
    this.#tools.deletions.remove(this.topic);
    if (this.#timer === undefined) this.#showWanted();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #showWanted(): void {
    this.#timer = undefined;
    if (this.#wanted === undefined || this.#wanted === this.#shown) return;
    if (this.#isInDoubt || this.#tools.deletions.has(this.topic)) return;
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
