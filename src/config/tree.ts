import { isRow, type Row, type RowTree } from "./row.ts";

/** The paths of all blocks and leaves of a schema. */
export function pathsOf(tree: RowTree, parent: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(tree).flatMap(([key, node]) => {
    const path = [...parent, key];
    return isRow(node) ? [path] : [path, ...pathsOf(node, path)];
  });
}

/** The block or leaf at a path that is known to be one of the schema's. */
export function nodeAt(tree: RowTree, path: readonly string[]): Row<unknown> | RowTree {
  return path.reduce<Row<unknown> | RowTree>((node, key) => (isRow(node) ? node : (node[key] ?? node)), tree);
}
