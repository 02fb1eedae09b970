import type { ListenerStatus, UnknownSender } from "../../model/listener.ts";

/** Counts lines that are no router's, by who sent them. */
export interface UnknownSenders {
  /** Counts a line; true where its sender is met for the first time and remembered. */
  count(sender: UnknownSender): boolean;
  /** All lines. */
  lines(): number;
  /** Those with the most lines first. */
  top(): ListenerStatus["unknownSenders"];
}

/** Addresses and host names in lines are anybody's to make up: of more senders than this only the number of lines is known. */
const mostSenders = 100;
const shownSenders = 10;
const longestHost = 64;

export function createUnknownSenders(): UnknownSenders {
  const known = new Map<string, UnknownSender & { lines: number }>();
  let lines = 0;
  return {
    count({ address, host }) {
      lines += 1;
      const shown = host?.slice(0, longestHost);
      const key = `${address} ${shown ?? ""}`;
      const sender = known.get(key);
      if (sender !== undefined) sender.lines += 1;
      if (sender !== undefined || known.size >= mostSenders) return false;
      known.set(key, { address, ...(shown === undefined ? {} : { host: shown }), lines: 1 });
      return true;
    },
    lines: () => lines,
    top: () => [...known.values()].toSorted((one, other) => other.lines - one.lines).slice(0, shownSenders),
  };
}
