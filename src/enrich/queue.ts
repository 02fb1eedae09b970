/** Addresses that wait for a look-up, each once. */
export interface Queue {
  /** Adds a source that was seen so often; where there is no room, the one that was seen least and longest ago has to go. */
  add(address: string, count: number): void;
  /** The one that was seen most; of equals the one that was seen last. */
  take(): string | undefined;
}

/** What a household's router logs in hours; who is dropped is found again in the journal. */
const mostAddresses = 1000;

export function createQueue(): Queue {
  /** In the order in which they were seen last. */
  const counts = new Map<string, number>();
  return {
    add(address, count) {
      const before = counts.get(address) ?? 0;
      counts.delete(address);
      counts.set(address, before + count);
      if (counts.size > mostAddresses) counts.delete(extreme((one, best) => one < best) ?? address);
    },
    take() {
      const address = extreme((one, best) => one >= best);
      if (address !== undefined) counts.delete(address);
      return address;
    },
  };

  function extreme(isBetter: (one: number, best: number) => boolean): string | undefined {
    let found: [address: string, count: number] | undefined;
    for (const entry of counts) if (found === undefined || isBetter(entry[1], found[1])) found = entry;
    return found?.[0];
  }
}
