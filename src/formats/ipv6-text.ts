/**
 * The form of RFC 5952 of an address that is written in full (`2001:0db8:0000:0000:0000:0000:0000:0001`), as the Linux kernel writes
 * it in every line. Undefined for any other text, and for an IPv4 address inside an IPv6 one.
 */
export function shortenIPv6(text: string): string | undefined {
  if (text.length !== 39) return undefined;
  const groups: number[] = [];
  for (let at = 0; at < 39; at += 5) {
    const group = groupAt(text, at);
    if (group === -1 || (at > 0 && text.charCodeAt(at - 1) !== colon)) return undefined;
    groups.push(group);
  }
  return isMapped(groups) ? undefined : shortened(groups);
}

const colon = 58;

/** The number that exactly four hexadecimal digits make at a place of the text; -1 where they are not there. */
function groupAt(text: string, at: number): number {
  let group = 0;
  for (let index = at; index < at + 4; index += 1) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit === -1) return -1;
    group = group * 16 + digit;
  }
  return group;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return code >= 65 && code <= 70 ? code - 55 : -1;
}

function isMapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

/** The longest run of zeros, of at least two, becomes `::`; of equal ones the first (RFC 5952, 4.2). */
function shortened(groups: readonly number[]): string {
  let [bestFrom, bestLength] = [-1, 1];
  for (let from = 0, to = 0; from < 8; from = to + 1) {
    to = from;
    while (groups[to] === 0) to += 1;
    if (to - from > bestLength) [bestFrom, bestLength] = [from, to - from];
  }
  if (bestFrom === -1) return written(groups);
  return `${written(groups.slice(0, bestFrom))}::${written(groups.slice(bestFrom + bestLength))}`;
}

function written(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(":");
}
