import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { Reader, type Response } from "mmdb-lib";
import { describeError, FatalError } from "../errors.ts";
import type { FindCountry, FindNetwork } from "./finders.ts";
import { cleanNetworkName } from "./network-name.ts";

/**
 * Countries of a file in MaxMind's format, from whoever makes one: GeoLite2, DB-IP, IP2Location, IPinfo.
 * @throws FatalError when the file cannot be read or is no such file
 */
export function openCountryFile(file: string): FindCountry {
  const find = openFile(file);
  return (address) => {
    const row = find(address);
    const country = row["country"];
    const code = [fieldOf(country, "iso_code"), row["country_code"], country].find(
      (value) => typeof value === "string",
    );
    return typeof code === "string" && /^[A-Z]{2}$/.test(code) ? code : undefined;
  };
}

/**
 * Autonomous systems of a file in MaxMind's format.
 * @throws FatalError when the file cannot be read or is no such file
 */
export function openNetworkFile(file: string): FindNetwork {
  const find = openFile(file);
  return (address) => {
    const row = find(address);
    const number = row["autonomous_system_number"] ?? row["asn"];
    const asn = Number(typeof number === "string" ? number.replace(/^AS/i, "") : (number ?? Number.NaN));
    if (!Number.isSafeInteger(asn) || asn <= 0) return undefined;
    const name = row["autonomous_system_organization"] ?? row["as_name"];
    return { asn, name: typeof name === "string" ? cleanNetworkName(name) : undefined };
  };
}

type Row = Readonly<Record<string, unknown>>;

/** The whole file is held in memory. */
function openFile(file: string): (address: string) => Row {
  try {
    const reader = new Reader<Response>(readFileSync(file));
    const isWithoutIPv6 = reader.metadata.ipVersion === 4;
    return (address) => {
      const version = isIP(address);
      return version === 0 || (version === 6 && isWithoutIPv6) ? {} : read(reader, address);
    };
  } catch (cause) {
    const why = describeError(cause);
    throw new FatalError(`${file} cannot be read as a file in MaxMind's format (.mmdb): ${why}`, { cause });
  }
}

/** A damaged place of the file knows nothing; the rest of it may be sound. */
function read(reader: Reader<Response>, address: string): Row {
  try {
    return rowOf(reader.get(address));
  } catch {
    return {};
  }
}

function rowOf(found: unknown): Row {
  return typeof found === "object" && found !== null ? { ...found } : {};
}

function fieldOf(found: unknown, key: string): unknown {
  return rowOf(found)[key];
}
