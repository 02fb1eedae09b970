import { encodeAddress, sourceKey } from "../journal/address.ts";
import type { AddressLabels, Labels } from "../model/labels.ts";

/** Labels with names that were just found, which nothing keeps; `names` may still grow. */
export function withNames(labels: Labels, names: ReadonlyMap<string, AddressLabels>): Labels {
  const named = (address: string, known: AddressLabels): AddressLabels => {
    const found = names.get(address);
    return found === undefined ? known : { ...known, ...found };
  };
  return {
    ...labels,
    of: (address) => named(address, labels.of(address)),
    at: (address, timeMs) => named(address, labels.at(address, timeMs)),
    *known() {
      const left = new Map([...names].map(([address, found]) => [sourceKey(encodeAddress(address)), found]));
      for (const [source, known] of labels.known()) {
        yield [source, { ...known, ...left.get(source) }];
        left.delete(source);
      }
      yield* left;
    },
  };
}
