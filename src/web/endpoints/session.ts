import { addressOf, sessionCookie, sessionOf } from "../credentials.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { type PasswordGate, sessionMs } from "../password-gate.ts";
import { flag, object, text } from "../schema.ts";

/** What browsers need to know before anything else. */
export interface Entrance {
  readonly gate: PasswordGate;
  readonly isIngress: boolean;
  /** Whether anything can be changed from here. */
  readonly mayChange: boolean;
}

const path = "/session";

/** Coming in and leaving; the only endpoints that answer who has not come in. */
export function sessionEndpoints({ gate, isIngress, mayChange }: Entrance): readonly Endpoint[] {
  return [
    endpoint({
      method: "GET",
      path,
      isOpen: true,
      summary: "Whether a password is needed, and what may be done",
      answer: object("Who may do what.", {
        is_password_needed: flag("whether a password is asked for"),
        is_open: flag("whether this browser may come in"),
        is_ingress: flag("whether the page is shown by Home Assistant"),
        may_change: flag("whether anything can be changed from here"),
      }),
      answerTo: ({ request }) => ({
        is_password_needed: gate.isNeeded,
        is_open: gate.admits(sessionOf(request)),
        is_ingress: isIngress,
        may_change: mayChange,
      }),
    }),
    endpoint({
      method: "POST",
      path,
      isOpen: true,
      summary: "Come in with the password; a cookie names the session",
      body: object("What is needed.", { password: text("the password", { maxLength: 1024 }) }),
      refusals: [401, 429],
      answerTo: async ({ body, request, setHeader }) => {
        if (gate.isNeeded) await gate.check(body.password, addressOf(request));
        setHeader("set-cookie", sessionCookie(gate.begin(), sessionMs));
      },
    }),
    endpoint({
      method: "DELETE",
      path,
      isOpen: true,
      summary: "Leave",
      answerTo: ({ request, setHeader }) => {
        gate.end(sessionOf(request));
        setHeader("set-cookie", sessionCookie("", 0));
      },
    }),
  ];
}
