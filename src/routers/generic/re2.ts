import { createRequire } from "node:module";

/** The engine of patterns that a person writes: loaded with the first of them, for who has none need not carry it. */
export function re2(): typeof import("re2js") {
  return createRequire(import.meta.url)("re2js");
}
