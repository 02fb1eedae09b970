import type { Labels } from "../model/labels.ts";
import { createNumbering } from "./numbering.ts";
import { unknown } from "./top.ts";

/** Doors as numbers, because there are millions of them in a year. */
export interface DoorKeys {
  keyOf(protocol: string | undefined, port: number | undefined): number;
  /** `tcp/445`; `icmp` of a protocol without ports; `unknown/8080` and `UNKNOWN` as far as the log tells. */
  textOf(key: number): string;
}

const places = 65_537;
const unknownProtocol = "unknown";

export function createDoorKeys(): DoorKeys {
  const protocols = createNumbering<string>();
  return {
    keyOf: (protocol, port) => protocols.numberOf(protocol ?? unknownProtocol) * places + (port ?? -1) + 1,
    textOf(key) {
      const protocol = protocols.keys[Math.floor(key / places)] ?? unknownProtocol;
      const port = (key % places) - 1;
      if (port >= 0) return `${protocol}/${port}`;
      return protocol === unknownProtocol ? unknown : protocol;
    },
  };
}

/** What a door is called: its service; `unknown(57)` after the article where none is registered. */
export function doorName(text: string, labels: Pick<Labels, "service">): string {
  const [protocol = "", port] = text.split("/");
  if (port === undefined) return text;
  return labels.service(protocol, Number(port)) ?? `unknown(${port})`;
}
