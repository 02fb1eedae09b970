import type { Detector, EventInput, TickInput } from "../model/finding.ts";
import {
  createEpisodes,
  type Episode,
  type Episodes,
  type EpisodeTraits,
  type Sighting,
  sight,
  tickEpisodes,
} from "./episodes.ts";

/**
 * What makes one kind of episode: all that a file of a detector says. Its memory depends on the events alone, never on what was
 * told of them; so it can be built again from the journal.
 */
export interface Rule<Settings, Memory> extends Pick<EpisodeTraits, "kind" | "tellEveryMs" | "severityOf"> {
  readonly version: number;
  /** Whether it looks at the visits of an event's source. */
  readonly usesVisits?: true;
  quietMs(settings: Settings): number;
  begin(): Memory;
  /** Remembers an event; gives what it means to an episode, if anything. */
  observe(memory: Memory, input: EventInput, settings: Settings): Sighting | undefined;
  /** Forgets what cannot matter any more. */
  forget?(memory: Memory, nowMs: number, settings: Settings): void;
  /** Lets time pass, where it is more than forgetting. */
  tick?(memory: Memory, input: TickInput, settings: Settings): void;
  /** Memory that the journal cannot give back, as parts of the checkpoint. */
  readonly parts?: {
    restore(memory: Memory, part: string, value: unknown): void;
    takeChanges(memory: Memory): ReadonlyMap<string, unknown>;
  };
}

interface RuleState<Memory> {
  readonly memory: Memory;
  readonly episodes: Episodes;
}

/** What the part of an open episode begins with; its key follows. */
const episodePart = "episode ";

/** The name of the part of the checkpoint that holds an open episode. */
export function partOfEpisode(key: string): string {
  return episodePart + key;
}

/** A rule with the life of its episodes around it. */
export function detectorOf<Settings, Memory>(rule: Rule<Settings, Memory>): Detector<Settings, RuleState<Memory>> {
  const { kind, version, tellEveryMs, severityOf } = rule;
  const traitsOf = (settings: Settings): EpisodeTraits => ({
    ...{ kind, tellEveryMs, severityOf },
    quietMs: rule.quietMs(settings),
  });
  return {
    kind,
    version,
    usesVisits: rule.usesVisits ?? false,
    initial: () => ({ memory: rule.begin(), episodes: createEpisodes() }),
    restore({ memory, episodes }, part, value) {
      // Parts are of this very version, so they are what `takeChanges` gave.
      if (part.startsWith(episodePart)) episodes.open.set(part.slice(episodePart.length), value as Episode);
      else rule.parts?.restore(memory, part, value);
    },
    step({ memory, episodes }, input, settings, alarmAfterMs) {
      if (input.kind === "tick") {
        rule.forget?.(memory, input.nowMs, settings);
        rule.tick?.(memory, input, settings);
        return episodes.open.size === 0 ? [] : tickEpisodes(episodes, traitsOf(settings), input.nowMs);
      }
      const sighting = rule.observe(memory, input, settings);
      if (sighting === undefined || input.kind === "recalled") return [];
      if (sighting.onset === undefined && !episodes.open.has(sighting.key)) return [];
      return sight(episodes, traitsOf(settings), sighting, input.event.timeMs, alarmAfterMs);
    },
    forget: ({ memory }, nowMs, settings) => rule.forget?.(memory, nowMs, settings),
    takeChanges({ memory, episodes }) {
      const changes = new Map<string, unknown>(rule.parts?.takeChanges(memory));
      for (const key of episodes.changed) {
        const episode = episodes.open.get(key);
        changes.set(partOfEpisode(key), episode === undefined ? undefined : { ...episode });
      }
      episodes.changed.clear();
      return changes;
    },
  };
}
