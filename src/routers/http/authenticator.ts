import { parseChallenges } from "./challenge.ts";
import { asDigest, type Credentials, type DigestChallenge, digestHeader } from "./digest.ts";

/** A 401, and what led to it. */
interface Refusal {
  /** Values of WWW-Authenticate. */
  readonly challenges: readonly string[];
  /** Whether the refused request carried our credentials. */
  readonly wereSent: boolean;
  /** Whether the refusal brought a cookie that the next request will carry. */
  readonly hasNewCookie: boolean;
}

/** What one router asks of us before it answers. */
export interface Authenticator {
  /** The Authorization header of the next request; undefined until a challenge was seen. */
  header(method: string, uri: string): string | undefined;
  /** Learns from a 401. True where the same request may do better now; false where the password is what was refused. */
  learn(refusal: Refusal): boolean;
  /** The credentials were refused: the next request begins as the first did. */
  forget(): void;
}

type Scheme =
  | { readonly kind: "basic" }
  | { readonly kind: "digest"; readonly challenge: DigestChallenge; readonly cnonce: string; count: number };

/** Answers Digest (RFC 7616) before Basic (RFC 7617); `isUnasked` begins with Basic before any challenge. `newCnonce` gives a fresh random word. */
export function createAuthenticator(
  credentials: Credentials & { readonly isUnasked?: boolean },
  newCnonce: () => string,
): Authenticator {
  const beginning: Scheme | undefined = credentials.isUnasked === true ? { kind: "basic" } : undefined;
  let scheme: Scheme | undefined = beginning;
  return {
    header: (method, uri) => {
      if (scheme === undefined) return undefined;
      if (scheme.kind === "basic") return basicHeader(credentials);
      scheme.count += 1;
      const { challenge, cnonce, count } = scheme;
      return digestHeader(challenge, credentials, { method, uri, cnonce, count });
    },
    learn: ({ challenges, wereSent, hasNewCookie }) => {
      const before = scheme;
      scheme = chooseScheme(challenges, newCnonce);
      if (scheme === undefined) return false;
      return !wereSent || hasNewCookie || isFresh(scheme, before);
    },
    forget: () => {
      scheme = beginning;
    },
  };
}

function chooseScheme(values: readonly string[], newCnonce: () => string): Scheme | undefined {
  const challenges = parseChallenges(values);
  const digests = challenges.flatMap((challenge) => asDigest(challenge) ?? []);
  const challenge = digests.find(({ hash }) => hash === "sha256") ?? digests[0];
  if (challenge !== undefined) return { kind: "digest", challenge, cnonce: newCnonce(), count: 0 };
  return challenges.some(({ scheme }) => scheme === "basic") ? { kind: "basic" } : undefined;
}

/** A nonce that ran out is no wrong password; old firmwares give a new one without saying `stale`. */
function isFresh(scheme: Scheme, before: Scheme | undefined): boolean {
  if (scheme.kind !== "digest") return false;
  return scheme.challenge.isStale || before?.kind !== "digest" || before.challenge.nonce !== scheme.challenge.nonce;
}

function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
