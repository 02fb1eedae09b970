import { RetryableError } from "../../errors.ts";
import type { ReaderChoice } from "./contract.ts";
import { type RawAnswer, type RawRequest, type Reader, type Target, UnreadableError } from "./exchange.ts";
import { readLeniently } from "./lenient.ts";

/**
 * The reader of one router. With "auto" the strict one is tried first; once it could not read what the lenient one could, that is used from then on.
 * Only a GET is repeated: a form that is sent twice may be two logins, and lock an account.
 */
export function createReader(choice: ReaderChoice): Reader {
  let isLenient = choice === "lenient";
  return async (target, request, signal) => {
    if (isLenient) return readLeniently(target, request, signal);
    // undici takes 13 MB, which a command that reads no router need not spend.
    const { readStrictly } = await import("./strict.ts");
    try {
      return await readStrictly(target, request, signal);
    } catch (error) {
      if (choice === "strict" || !(error instanceof UnreadableError)) throw error;
      const answer = await readAgain(target, request, signal, error, () => {
        isLenient = true;
      });
      return answer;
    }
  };
}

async function readAgain(
  target: Target,
  request: RawRequest,
  signal: AbortSignal,
  cause: UnreadableError,
  remember: () => void,
): Promise<RawAnswer> {
  if (request.method !== "GET") {
    remember();
    throw new RetryableError(
      `${target.origin.origin} took a form and answered in HTTP that does not keep to the standard; the form was not sent again, and the next pass reads it leniently`,
      { cause, facts: cause.facts },
    );
  }
  const answer = await readLeniently(target, request, signal);
  remember();
  return answer;
}
