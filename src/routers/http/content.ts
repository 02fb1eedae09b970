import { promisify } from "node:util";
import { constants, gunzip, inflate } from "node:zlib";
import { RetryableError } from "../../errors.ts";
import { codeOf } from "./dial.ts";
import { type RawAnswer, type Target, tooLarge } from "./exchange.ts";
import { valuesOf } from "./lenient-head.ts";

/**
 * The body without its content coding. We ask for none, but embedded servers send pages that lie in flash compressed as they are.
 * @throws RetryableError where it cannot be unpacked or grows beyond the limit
 */
export async function unpack(target: Target, answer: RawAnswer): Promise<Buffer> {
  const coding = valuesOf(answer.headers, "content-encoding").join().trim().toLowerCase();
  const unpackWith =
    isGzip(answer.body) && /gzip/.test(coding) ? gunzipAsync : coding === "deflate" ? inflateAsync : undefined;
  if (unpackWith === undefined || answer.body.length === 0) return answer.body;
  try {
    const finishFlush = answer.isComplete ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    return await unpackWith(answer.body, { maxOutputLength: target.maxBytes, finishFlush });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(target);
    throw new RetryableError(`${target.origin.origin} sent a page whose compression is broken`, { cause: error });
  }
}

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** Some firmwares keep the header on pages that they made on the fly and did not compress. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
