/** Longest name of a network that is kept; the registries' own are shorter. */
const longestName = 100;

/**
 * The name of a network as it may be kept and shown, for it is text from outside: letters, digits, blanks and the marks that names of
 * companies have; anything else is left out. Nothing remains of a name that has no letter or digit.
 */
export function cleanNetworkName(text: string): string | undefined {
  const clean = text
    .slice(0, 4 * longestName)
    .replaceAll(/[^\p{L}\p{N} .,_&()/'+-]/gu, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  // By whole characters: half of one would be none.
  const name = [...clean].slice(0, longestName).join("").trim();
  return /[\p{L}\p{N}]/u.test(name) ? name : undefined;
}
