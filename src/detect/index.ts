import type { Detector } from "../model/finding.ts";
import type { OptionTable } from "../model/options.ts";
import { burst, burstOptions } from "./burst.ts";
import { coordinatedScan, coordinatedScanOptions } from "./coordinated-scan.ts";
import { flood, floodOptions } from "./flood.ts";
import { letIn, letInOptions } from "./let-in.ts";
import { portScan, portScanOptions } from "./port-scan.ts";
import { returning, returningOptions } from "./returning.ts";
import { detectorOf, type Rule } from "./rule.ts";
import { surge, surgeOptions } from "./surge.ts";

/** A detector with its thresholds, as the configuration offers them under `detect.<kind>`. */
export interface RegisteredDetector {
  readonly detector: Detector;
  readonly options: OptionTable;
}

/** Every detector; a new one is one line here. */
export const detectors: readonly RegisteredDetector[] = [
  register(burst, burstOptions),
  register(flood, floodOptions),
  register(portScan, portScanOptions),
  register(coordinatedScan, coordinatedScanOptions),
  register(returning, returningOptions),
  register(surge, surgeOptions),
  register(letIn, letInOptions),
];

/** Settings of the detectors by kind, as configured; one without settings does not watch. */
export type DetectSettings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** The registry holds detectors of different settings and states: each only ever meets its own. */
function register<Settings, Memory>(rule: Rule<Settings, Memory>, options: OptionTable): RegisteredDetector {
  const enabled = { doc: "whether it watches", default: true };
  return { detector: detectorOf(rule) as Detector, options: { enabled, ...options } };
}
