/** What was seen of strangers is shown as text that cannot disguise itself. */

/**
 * Control and format characters as escapes: line breaks, what turns the direction of writing round, what takes no room. Emoji and any
 * script stay what they are.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
