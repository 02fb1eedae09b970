import { createHash } from "node:crypto";
import { type Stats, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPackageJSON, stripTypeScriptTypes } from "node:module";
import { dirname, extname, join, posix } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { VendorFile } from "./vendor.ts";

/** A file as it goes to a browser. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  /** By the content coding; `identity` is always there, others where they are smaller. */
  readonly bodies: Readonly<Partial<Record<Coding, Buffer>>> & { readonly identity: Buffer };
}

export type Coding = "br" | "gzip" | "identity";

/** Gives the file of a path, such as `views/rate.ts`; undefined where there is none. Made once, and anew when it was changed. */
export type Assets = (path: string) => Promise<Asset | undefined>;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/vnd.microsoft.icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
/** Packed already. */
const incompressible: ReadonlySet<string> = new Set([".png", ".ico", ".woff2"]);
/** Names without dots: no path leads out of the folder. */
const safePath = /^(?:[a-z0-9_-]+\/)*[a-z0-9_-]+\.[a-z0-9]+$/;

/** @param folder of the page's own files */
export function openAssets(folder: string, vendor: readonly VendorFile[]): Assets {
  const kept = new Map<string, { readonly stamp: string; readonly asset: Promise<Asset> }>();
  const vendorPaths = new Map(vendor.map(({ file }) => [file, file]));
  return async (path) => {
    const found = path.startsWith("vendor/") ? vendorFile(path) : ownFile(path);
    if (found === undefined) return undefined;
    const stamp = `${found.file} ${found.stats.mtimeMs} ${found.stats.size}`;
    const known = kept.get(path);
    if (known?.stamp === stamp) return known.asset;
    const asset = makeAsset(path, found.file, vendor);
    kept.set(path, { stamp, asset });
    // What could not be made is tried again.
    asset.catch(() => kept.delete(path));
    return asset;
  };

  function ownFile(path: string): Found | undefined {
    if (!safePath.test(path) || types[extname(path)] === undefined) return undefined;
    // From a checkout there are .ts files, in a package .js files; pages need not know.
    const twin = path.replace(/\.(ts|js)$/, (_, extension) => (extension === "ts" ? ".js" : ".ts"));
    return [path, twin].map((name) => join(folder, name)).flatMap(statsOf)[0];
  }

  function vendorFile(path: string): Found | undefined {
    const file = vendorPaths.get(path.slice("vendor/".length));
    if (file === undefined) return undefined;
    const name = packageOf(file);
    const manifest = findPackageJSON(name, import.meta.url);
    return manifest === undefined ? undefined : statsOf(join(dirname(manifest), file.slice(name.length + 1)))[0];
  }
}

interface Found {
  readonly file: string;
  readonly stats: Stats;
}

function statsOf(file: string): readonly Found[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? [{ file, stats }] : [];
}

function packageOf(file: string): string {
  return file
    .split("/")
    .slice(0, file.startsWith("@") ? 2 : 1)
    .join("/");
}

async function makeAsset(path: string, file: string, vendor: readonly VendorFile[]): Promise<Asset> {
  const content = await readFile(file);
  const isOwnScript = !path.startsWith("vendor/") && /\.[tj]s$/.test(file);
  const identity = isOwnScript
    ? Buffer.from(scriptOf(path, content.toString("utf8"), file.endsWith(".ts"), vendor))
    : content;
  const etag = `"${createHash("sha256").update(identity).digest("base64url").slice(0, 27)}"`;
  const type = types[extname(path)] ?? "application/octet-stream";
  if (incompressible.has(extname(path))) return { type, etag, bodies: { identity } };
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity, { level: 9 }),
  ]);
  return br.length < identity.length
    ? { type, etag, bodies: { identity, br, gzip: zipped } }
    : { type, etag, bodies: { identity } };
}

/** A module as browsers read it: without types, and with the places of packages in place of their names. */
function scriptOf(path: string, source: string, hasTypes: boolean, vendor: readonly VendorFile[]): string {
  const script = hasTypes ? stripTypeScriptTypes(source) : source;
  const places = new Map(vendor.flatMap(({ specifier, file }) => (specifier === undefined ? [] : [[specifier, file]])));
  return script.replaceAll(/((?:\bfrom|\bimport)\s*\(?\s*)(["'])([^"'\n]+)\2/g, (whole, before, quote, name) => {
    const file = places.get(name);
    if (file === undefined) return whole;
    const place = posix.relative(dirname(path), `vendor/${file}`);
    return `${before}${quote}${place.startsWith(".") ? place : `./${place}`}${quote}`;
  });
}
