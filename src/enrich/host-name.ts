/** Longest name in characters and longest label of one (RFC 1035, without the last dot). */
const longestName = 253;
const longestLabel = 63;

/**
 * A host name as it may be kept and shown, for whoever owns an address writes its name: lower case, without the last dot. A name that
 * holds anything but letters, digits, `-`, `.` and `_`, that is too long, has an empty label or no dot, or that looks like an address is
 * no name at all: what is left of it would be a name that nobody gave.
 */
export function cleanHostName(text: string): string | undefined {
  const name = text.replace(/\.$/, "").toLowerCase();
  if (name.length > longestName || !/^[a-z0-9_.-]+$/.test(name)) return undefined;
  const labels = name.split(".");
  const isName = labels.length > 1 && labels.every((label) => label.length > 0 && label.length <= longestLabel);
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") ? name : undefined;
}
