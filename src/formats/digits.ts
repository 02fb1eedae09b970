/** Whether the UTF-16 code is one of the digits 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The number that exactly two digits make at a place of the text; -1 where they are not there. */
export function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  // Behind the text the codes are NaN, which no comparison likes.
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The number that exactly four digits make at a place of the text; -1 where they are not there. */
export function fourDigits(text: string, at: number): number {
  const hundreds = twoDigits(text, at);
  const ones = twoDigits(text, at + 2);
  return hundreds === -1 || ones === -1 ? -1 : hundreds * 100 + ones;
}

/** Where the first character that is no blank stands, from a place of the text on. */
export function skipBlanks(text: string, at: number): number {
  let index = at;
  while (text.charCodeAt(index) === 32 || text.charCodeAt(index) === 9) index += 1;
  return index;
}
