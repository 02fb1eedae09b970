import type { Detector } from "../model/finding.ts";
import type { OptionTable } from "../model/options.ts";

/** A detector with its thresholds, as the configuration offers them under `detect.<kind>`. */
export interface RegisteredDetector {
  readonly detector: Detector;
  readonly options: OptionTable;
}

/** Every detector; a new one is one line here. */
export const detectors: readonly RegisteredDetector[] = [];
