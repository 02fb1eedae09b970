import { FatalError, RetryableError } from "../../errors.ts";
import type { HttpAnswer } from "../http/contract.ts";
import { fieldsOf, readJson } from "../http/json.ts";
import { passwordRefused } from "../http/login-guard.ts";
import { somebodyElse } from "../http/trouble.ts";
import type { AsuswrtSettings } from "./options.ts";

/** What the router said to the password. */
export type LoginAnswer =
  | { readonly kind: "token"; readonly token: string }
  /** The password, and nothing else, is what is wrong. */
  | { readonly kind: "refused"; readonly error: FatalError }
  /** It is not to be asked again for so long, whatever the password. */
  | { readonly kind: "locked"; readonly error: RetryableError; readonly forMs: number }
  | { readonly kind: "no"; readonly error: Error };

/** Numbers of the firmware's own (ASUSRouter's AccessError). */
const status = { authorization: 2, credentials: 3, tryAgain: 7, another: 9, captcha: 10, reset: 11 };

/** The router locks everybody out for five minutes where it does not say for how long. */
const usualLockSeconds = 300;
const longestLockSeconds = 86_400;

/** Reads the answer to a login: JSON to an app, a page that sends the browser on to one who is not. */
export function readLoginAnswer(answer: HttpAnswer, cookie: string | undefined, router: AsuswrtSettings): LoginAnswer {
  const read = readJson(answer.body);
  const fields = fieldsOf(read.kind === "json" ? read.value : undefined);
  const token = fields["asus_token"] ?? cookie;
  if (typeof token === "string" && /^[\w-]{4,64}$/.test(token)) return { kind: "token", token };
  const inPage = /\berror_status=(\d{1,2})\b(?:.{0,80}\block_time=(\d{1,6}))?/s.exec(answer.body) ?? [];
  const error = Number(fields["error_status"] ?? inPage[1] ?? Number.NaN);
  const seconds = Number(fields["remaining_lock_time"] ?? inPage[2] ?? usualLockSeconds);
  return explain(error, Math.min(Math.max(seconds || 0, 1), longestLockSeconds), router);
}

function explain(error: number, lockSeconds: number, router: AsuswrtSettings): LoginAnswer {
  const facts = { router: router.name, url: router.url, error_status: error };
  switch (error) {
    case status.authorization:
    case status.credentials:
      return { kind: "refused", error: passwordRefused(router) };
    case status.tryAgain: {
      const words = `the router takes no login for ${lockSeconds} s, because somebody tried wrong passwords; it is asked again after that`;
      return { kind: "locked", error: new RetryableError(words, { facts }), forMs: lockSeconds * 1000 };
    }
    case status.another:
      return { kind: "no", error: somebodyElse(router) };
    case status.captcha:
      return {
        kind: "no",
        error: new FatalError("the router asks for letters from a picture: switch its login captcha off", { facts }),
      };
    case status.reset:
      return {
        kind: "no",
        error: new FatalError("the router wants a new password to be set: do that in a browser", { facts }),
      };
    default:
      return {
        kind: "no",
        error: new FatalError("the router's answer to the login has no token: check url and family", { facts }),
      };
  }
}
