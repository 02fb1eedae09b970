/** Whether a word of letters and digits is one that no person made up: a session, a key, a hash. */
export function isToken(word: string): boolean {
  const digits = word.replaceAll(/\D/g, "").length;
  const letters = word.replaceAll(/[^A-Za-z]/g, "").length;
  if (digits < 2 || letters < 2) return false;
  if (/^[0-9a-f]+$/.test(word) || /^[0-9A-F]+$/.test(word)) return true;
  return (digits >= 3 && /[a-z]/.test(word) && /[A-Z]/.test(word)) || (digits >= 4 && word.length >= 20);
}

/**
 * Something of the same length and the same kinds of characters, with a number at its end that tells it from all others; longer only where the
 * number has no room.
 */
export function tokenStandIn(word: string, number: number): string {
  const isHex = word.length >= 12 && /^[0-9a-f-]+$/i.test(word);
  const blank = isHex
    ? word.replaceAll(/[0-9a-f]/gi, "0")
    : word
        .replaceAll(/\p{Lu}/gu, "X")
        .replaceAll(/\p{L}/gu, (letter) => (letter === "X" ? "X" : "x"))
        .replaceAll(/\d/g, "0");
  const digits = number.toString(isHex ? 16 : 10).split("");
  const kept = Array.from(blank);
  for (let at = kept.length - 1; at >= 0 && digits.length > 0; at -= 1) {
    if (/[\p{L}\d]/u.test(kept[at] ?? "")) kept[at] = digits.pop() ?? "";
  }
  return kept.join("") + digits.join("");
}
