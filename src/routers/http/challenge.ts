/** One way to log in that a WWW-Authenticate header offers. Scheme and names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const separator = /[\s,]*/y;
const parameter = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,]*))/y;
const schemeWord = /[^\s,]+/y;

/** The challenges of one or several WWW-Authenticate headers, RFC 9110 11.6.1; several in one header, missing commas and an unclosed quote are read too. */
export function parseChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap(parseOne);
}

function parseOne(text: string): readonly Challenge[] {
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  for (take(separator); position < text.length; take(separator)) {
    const current = challenges.at(-1);
    const found = current === undefined ? null : take(parameter);
    if (found === null || current === undefined) {
      challenges.push({ scheme: (take(schemeWord)?.[0] ?? "").toLowerCase(), parameters: new Map() });
    } else {
      const [, name = "", quoted, bare = ""] = found;
      current.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, "$1") ?? bare);
    }
  }
  return challenges;
}
