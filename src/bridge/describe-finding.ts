import { countedBy, type Finding } from "../model/finding.ts";

/** How many ports one line names. */
const namedPorts = 5;

/** An episode is told when it begins; bursts stand with their probes, and there are many. No warning: that is for what we cannot do. */
export function isNews({ kind, state, isLate }: Finding): boolean {
  return kind !== "burst" && state === "started" && !isLate;
}

/** "port scan from 203.0.113.9 on ports 22, 23, 80 and 2 more: 7 probes (low)". */
export function describeFinding({ kind, sources, ports, count, severity }: Finding): string {
  const [source] = sources;
  // A surge names whom it saw since it was found, which are the fewest of them.
  const from =
    kind === "surge" || source === undefined
      ? ""
      : ` from ${sources.length === 1 ? source : `${sources.length} sources`}`;
  const rest = ports.length > namedPorts ? ` and ${ports.length - namedPorts} more` : "";
  const named = `${ports.length === 1 ? "port" : "ports"} ${ports.slice(0, namedPorts).join(", ")}${rest}`;
  return `${kind.replaceAll("_", " ")}${from}${ports.length === 0 ? "" : ` on ${named}`}: ${count} ${countedBy[kind]}${count === 1 ? "" : "s"} (${severity})`;
}
