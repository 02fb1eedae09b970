/** The blocks of YAML in a page of Markdown that are fenced as such. */
export function yamlBlocks(page: string): readonly string[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** The blocks of a page of Markdown that are set off by four spaces, without these. */
export function indentedBlocks(page: string): readonly string[] {
  return [...page.matchAll(/(?<=\n\n)(?: {4}.*\n+)+/g)].map(([block]) => block.replaceAll(/^ {4}/gm, ""));
}
