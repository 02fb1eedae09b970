import ipaddr from "ipaddr.js";

/** What a row of such a file may hold here. */
export type MmdbValue = string | number | { readonly [key: string]: MmdbValue };

/** Node numbers and, above them, places of data; a record of -1 is still empty. */
type Tree = [left: number, right: number][];

/**
 * A file in MaxMind's format 2.0 with 24-bit records (github.com/maxmind/MaxMind-DB, MaxMind-DB-spec.md), made of rows by network; of
 * networks within each other the wider one comes first.
 */
export function mmdbFile(rows: Readonly<Record<string, MmdbValue>>, ipVersion: 4 | 6 = 6): Buffer {
  const tree: Tree = [[-1, -1]];
  const values: Buffer[] = [];
  for (const [network, value] of Object.entries(rows)) {
    const data = -2 - values.reduce((sum, { length }) => sum + length, 0);
    values.push(encode(value));
    insert(tree, bitsOf(network, ipVersion), data);
  }
  const nodes = Buffer.alloc(tree.length * 6);
  for (const [index, node] of tree.entries()) {
    for (const side of [0, 1] as const) {
      const record = node[side];
      // Data is counted from behind the tree and the 16 octets that part them.
      const written = record === -1 ? tree.length : record < -1 ? tree.length + 16 + (-2 - record) : record;
      nodes.writeUIntBE(written, index * 6 + side * 3, 3);
    }
  }
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 0,
    database_type: "Test",
    ip_version: ipVersion,
    node_count: tree.length,
    record_size: 24,
  });
  return Buffer.concat([
    nodes,
    Buffer.alloc(16),
    ...values,
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    metadata,
  ]);
}

/** IPv4 networks stand in the first 96 zeros of IPv6. */
function bitsOf(network: string, ipVersion: 4 | 6): readonly number[] {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const octets = address.toByteArray();
  const isPadded = octets.length === 4 && ipVersion === 6;
  const bits = octets.flatMap((octet) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (octet >> bit) & 1));
  return [...Array<number>(isPadded ? 96 : 0).fill(0), ...bits.slice(0, prefix)];
}

function insert(tree: Tree, bits: readonly number[], data: number): void {
  let at = 0;
  for (const [depth, bit] of bits.entries()) {
    const node = tree[at];
    if (node === undefined) throw new Error("a tree without its node");
    const side = bit === 0 ? 0 : 1;
    if (depth === bits.length - 1) node[side] = data;
    else {
      const next = node[side];
      if (next < 0) {
        // What held for the wider network holds for both halves of it.
        tree.push([next, next]);
        node[side] = tree.length - 1;
      }
      at = node[side];
    }
  }
}

const types = { text: 2, uint32: 6, map: 7 };

function encode(value: MmdbValue): Buffer {
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(types.text, bytes.length), bytes]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(types.uint32, 4), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    control(types.map, entries.length),
    ...entries.flatMap(([key, item]) => [encode(key), encode(item)]),
  ]);
}

function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
