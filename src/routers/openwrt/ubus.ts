import { FatalError, RetryableError } from "../../errors.ts";
import { fieldsOf, itemsOf, readJson } from "../http/json.ts";
import { cutAnswer } from "../http/trouble.ts";
import type { OpenwrtSettings } from "./options.ts";

/** A session's id before there is a session: it may log in, and nothing else. */
export const nobody = "0".repeat(32);

/** A call in JSON-RPC, as the router wants it. */
export function ubusCall(session: string, object: string, method: string, values: object): object {
  return { jsonrpc: "2.0", id: 1, method: "call", params: [session, object, method, values] };
}

/** What the router answered to a call. */
export type UbusAnswer =
  | { readonly kind: "data"; readonly data: Readonly<Record<string, unknown>> }
  /** The session has run out, the password is wrong, or the user may not do this: the router does not tell which. */
  | { readonly kind: "denied" }
  | { readonly kind: "no object" }
  /** It ends in the middle. */
  | { readonly kind: "cut" }
  | { readonly kind: "failed"; readonly code: number }
  | { readonly kind: "other" };

/** `PERMISSION_DENIED` and `NOT_FOUND` of ubus itself, and the same of its door to HTTP (uhttpd's ubus.c). */
const kinds: ReadonlyMap<unknown, "denied" | "no object"> = new Map([
  [6, "denied"],
  [-32_002, "denied"],
  [4, "no object"],
  [-32_000, "no object"],
]);

/** Reads `{"result":[0,{…}]}`, `{"result":[6]}` and `{"error":{"code":-32002}}`. */
export function readUbusAnswer(body: string): UbusAnswer {
  const answer = readJson(body);
  if (answer.kind !== "json") return answer;
  const { result, error } = fieldsOf(answer.value);
  const [status, data] = itemsOf(result) ?? [];
  if (status === 0) return { kind: "data", data: fieldsOf(data) };
  const code = status ?? fieldsOf(error)["code"];
  if (typeof code !== "number") return { kind: "other" };
  const kind = kinds.get(code);
  return kind === undefined ? { kind: "failed", code } : { kind };
}

/** What is wrong with an answer that should be the log, in words for a person. */
export function notTheLog(answer: Exclude<UbusAnswer, { kind: "data" }> | undefined, router: OpenwrtSettings): Error {
  const facts = { router: router.name, url: router.url, ubus_path: router.options.ubus_path };
  switch (answer?.kind) {
    case "cut":
      return cutAnswer(router);
    case "failed":
      return new RetryableError(`the router's ubus answers with error ${answer.code}`, { facts });
    case "denied":
      return new FatalError(
        "the router lets this user in, and not read the log: allow `log` `read` in a file of /usr/share/rpcd/acl.d",
        { facts },
      );
    case "no object":
      return new FatalError("the router's ubus has no object `log`: is logd running (package logd)?", { facts });
    default:
      return new FatalError(
        `${router.options.ubus_path} does not answer as ubus does: install uhttpd-mod-ubus, or check url and ubus_path`,
        { facts },
      );
  }
}
