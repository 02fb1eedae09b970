import { createHash, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/** More than twice what boxes ask for: a challenge must not keep us busy for minutes. */
const mostIterations = 200_000;

/**
 * The answer to a box's challenge: `2$iterations$salt$iterations$salt` by PBKDF2, twice, anything else by MD5 (AVM, "Session-IDs im FRITZ!Box
 * Webinterface"). Undefined where the challenge is none that a box would give.
 */
export async function answerTo(challenge: string, password: string): Promise<string | undefined> {
  if (!challenge.startsWith("2$")) return /^[\w-]{4,64}$/.test(challenge) ? md5Answer(challenge, password) : undefined;
  const [, first, firstSalt = "", second, secondSalt = ""] = challengeParts.exec(challenge) ?? [];
  const [once, twice] = [Number(first), Number(second)];
  if (!(once <= mostIterations && twice <= mostIterations)) return undefined;
  const key = await derive(password, Buffer.from(firstSalt, "hex"), once, keyBytes, "sha256");
  const answer = await derive(key, Buffer.from(secondSalt, "hex"), twice, keyBytes, "sha256");
  return `${secondSalt}$${answer.toString("hex")}`;
}

const derive = promisify(pbkdf2);
const keyBytes = 32;
const challengeParts = /^2\$([1-9]\d{0,8})\$([0-9A-Fa-f]{2,128})\$([1-9]\d{0,8})\$([0-9A-Fa-f]{2,128})$/;

/** Of characters that Latin-1 does not have, the box knows a full stop alone. */
function md5Answer(challenge: string, password: string): string {
  const known = password.replaceAll(/[\u0100-\u{10ffff}]/gu, ".");
  const digest = createHash("md5")
    .update(Buffer.from(`${challenge}-${known}`, "utf16le"))
    .digest("hex");
  return `${challenge}-${digest}`;
}
