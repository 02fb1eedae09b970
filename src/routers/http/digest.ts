import { createHash } from "node:crypto";
import type { Challenge } from "./challenge.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A Digest challenge that we can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the router wrote it, to be echoed; undefined where it left it out, which means MD5. */
  readonly algorithm: string | undefined;
  readonly hash: "md5" | "sha256";
  /** The -sess variants. */
  readonly isSession: boolean;
  /** False for the legacy form of RFC 2069. */
  readonly hasQop: boolean;
  readonly isStale: boolean;
}

/** What a request adds to a challenge. */
export interface DigestUse {
  readonly method: string;
  readonly uri: string;
  readonly cnonce: string;
  /** 1 for the first request with this nonce. */
  readonly count: number;
}

/** A challenge as one that we can answer: MD5 and SHA-256, with or without -sess, qop auth or none. RFC 7616. */
export function asDigest({ scheme, parameters }: Challenge): DigestChallenge | undefined {
  const nonce = parameters.get("nonce");
  const algorithm = parameters.get("algorithm");
  const [, name, session] = /^(md5|sha-256)(-sess)?$/i.exec(algorithm ?? "MD5") ?? [];
  const qop = parameters
    .get("qop")
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (scheme !== "digest" || nonce === undefined || name === undefined) return undefined;
  if (qop !== undefined && !qop.includes("auth") && !qop.every((word) => word === "")) return undefined;
  return {
    realm: parameters.get("realm") ?? "",
    nonce,
    opaque: parameters.get("opaque"),
    algorithm,
    hash: name.toLowerCase() === "md5" ? "md5" : "sha256",
    isSession: session !== undefined,
    hasQop: qop?.includes("auth") === true,
    isStale: parameters.get("stale")?.toLowerCase() === "true",
  };
}

/** The Authorization header that answers a challenge. Names and passwords are UTF-8. */
export function digestHeader(challenge: DigestChallenge, credentials: Credentials, use: DigestUse): string {
  const { realm, nonce, opaque, algorithm, hash, isSession, hasQop } = challenge;
  const digest = (...parts: readonly string[]) => createHash(hash).update(parts.join(":"), "utf8").digest("hex");
  const count = use.count.toString(16).padStart(8, "0");
  const secret = digest(credentials.username, realm, credentials.password);
  const key = isSession ? digest(secret, nonce, use.cnonce) : secret;
  const requested = digest(use.method, use.uri);
  const response = hasQop ? digest(key, nonce, count, use.cnonce, "auth", requested) : digest(key, nonce, requested);
  const fields = [
    `username=${quoted(credentials.username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(use.uri)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(hasQop ? ["qop=auth", `nc=${count}`] : []),
    ...(hasQop || isSession ? [`cnonce="${use.cnonce}"`] : []),
  ];
  return `Digest ${fields.join(", ")}`;
}

/** Headers are written byte by byte, so UTF-8 goes in as the characters of its bytes. */
function quoted(text: string): string {
  return `"${Buffer.from(text, "utf8").toString("latin1").replaceAll(/["\\]/g, "\\$&")}"`;
}
