import { hash } from "node:crypto";
import type { ParsedPage } from "../model/page.ts";

/** 72 bits: among a million rows two would be taken for one with a chance of one in ten thousand million. */
const keyLength = 12;

/** The page with short keys: those of some pages are written at each pass that brings something, and a Pi's card wears out. */
export function withShortKeys(page: ParsedPage): ParsedPage {
  const entries = page.entries.map((entry) => ({
    ...entry,
    key: hash("sha1", entry.key, "base64url").slice(0, keyLength),
  }));
  return { ...page, entries };
}
