import type { Detector, DetectorInput, Finding } from "../model/finding.ts";
import type { Checkpoint } from "../model/journal.ts";
import type { OptionTable } from "../model/options.ts";
import { burst, burstOptions } from "./burst.ts";

/** A detector with its thresholds, as the configuration offers them under `detect.<kind>`. */
export interface RegisteredDetector {
  readonly detector: Detector;
  readonly options: OptionTable;
}

/** Every detector; a new one is one line here. */
export const detectors: readonly RegisteredDetector[] = [register(burst, burstOptions)];

/** Settings of the detectors by kind, as configured. */
export type DetectSettings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** All detectors over one router's events. */
export interface Watch {
  /** Findings of one input, in the order of the registry. */
  step(input: DetectorInput, alarmAfterMs: number): readonly Finding[];
  checkpoints(): Readonly<Record<string, Checkpoint>>;
}

/** Starts every detector where its checkpoint left it; one of another version begins anew. */
export function createWatch(settings: DetectSettings, checkpoints: Readonly<Record<string, Checkpoint>>): Watch {
  const running = detectors.map(({ detector }) => {
    const kept = checkpoints[detector.kind];
    return { detector, state: kept?.version === detector.version ? kept.state : detector.initial() };
  });
  return {
    step: (input, alarmAfterMs) =>
      running.flatMap((entry) => {
        const result = entry.detector.step(entry.state, input, settings[entry.detector.kind], alarmAfterMs);
        entry.state = result.state;
        return result.findings;
      }),
    checkpoints: () =>
      Object.fromEntries(running.map(({ detector, state }) => [detector.kind, { version: detector.version, state }])),
  };
}

/** The registry holds detectors of different settings and states: each only ever meets its own. */
function register<Settings, State>(detector: Detector<Settings, State>, options: OptionTable): RegisteredDetector {
  return { detector: detector as Detector, options };
}
