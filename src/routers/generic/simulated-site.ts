import { createHash } from "node:crypto";
import { parseChallenges } from "../http/challenge.ts";
import type { SimulatedRouter } from "../simulator/family.ts";
import { integerBetween } from "../simulator/random.ts";
import { basicCredentials } from "../simulator/request.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { htmlAnswer } from "../simulator/site.ts";
import { apiKey, type LogStyle } from "./simulated-styles.ts";

export const username = "operator";
export const password = "open-5esame";

/** A gate in front of the log. */
type Site = (request: SimulatedRequest, router: SimulatedRouter) => SimulatedAnswer;

/** The server of a make-believe router. */
export function siteOf(style: LogStyle): Site {
  const gate = gates[style.login]();
  const logPath = style.options.log_path?.replace(/\?.*/, "");
  return (request, router) => {
    const refusal = gate(request, router);
    if (refusal !== undefined) return refusal;
    if (request.path !== logPath) return page("Not found.", "404 Not Found");
    const body = style.page(router.rows());
    return { ...htmlAnswer(body), headers: headersOf(style.type), body: Buffer.from(body, "utf8"), isLog: true };
  };
}

/** What somebody gets who is not let in; undefined where they are. */
type Gate = (request: SimulatedRequest, router: SimulatedRouter) => SimulatedAnswer | undefined;

const realm = "Router";
const nonce = "b7e1f2c9a4d05386";

const gates: Readonly<Record<LogStyle["login"], () => Gate>> = {
  key: () => (request) =>
    request.headers.get("x-api-key") === apiKey ? undefined : page("No such key.", "403 Forbidden"),
  basic:
    () =>
    (request, { faults }) => {
      const given = basicCredentials(request);
      const isRight = given?.username === username && given.password === password && !faults.isWrongPassword;
      return isRight ? undefined : challenge(`Basic realm="${realm}"`);
    },
  digest:
    () =>
    (request, { faults }) =>
      isDigestRight(request) && !faults.isWrongPassword
        ? undefined
        : challenge(`Digest realm="${realm}", nonce="${nonce}", qop="auth", algorithm=MD5`),
  form: formGate,
};

/** RFC 7616, 3.4.1. */
function isDigestRight({ method, headers }: SimulatedRequest): boolean {
  const [given] = parseChallenges([headers.get("authorization") ?? ""]);
  const part = (name: string): string => given?.parameters.get(name) ?? "";
  const hash = (...parts: readonly string[]): string => createHash("md5").update(parts.join(":")).digest("hex");
  const expected = hash(
    hash(username, realm, password),
    ...[nonce, part("nc"), part("cnonce"), part("qop")],
    hash(method, part("uri")),
  );
  return given?.scheme === "digest" && part("username") === username && part("response") === expected;
}

/** A cookie for whoever sends the form with the token that was in it; one person at a time. */
function formGate(): Gate {
  let token = "";
  const login = (router: SimulatedRouter, words: string): SimulatedAnswer => {
    token = integerBetween(router.random, 10 ** 8, 10 ** 9).toString(16);
    return page(`<p>${words}</p>${loginForm(token)}`);
  };
  return (request, router) => {
    const { faults, sessions } = router;
    const session = /\bSID=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
    if (request.path === "/logout.cgi") {
      sessions.delete(session);
      return login(router, "Goodbye.");
    }
    const isThrownOut = request.form.get("kick") === "1";
    if (request.path === "/login.cgi" && request.method === "GET") return login(router, "Please log in.");
    if (faults.isOtherAdministrator && !isThrownOut) return page("Somebody at 192.168.1.34 is managing this device.");
    if (request.path !== "/login.cgi") return sessions.has(session) ? undefined : login(router, "Please log in.");
    const { form } = request;
    const isRight = form.get("u_name") === username && form.get("u_pass") === password && form.get("csrf") === token;
    if (!isRight || faults.isWrongPassword) return login(router, "Wrong user name or password.");
    faults.isOtherAdministrator = false;
    const next = integerBetween(router.random, 10 ** 9, 10 ** 10).toString(16);
    sessions.add(next);
    return { ...page("Welcome."), headers: [...headersOf("text/html"), ["Set-Cookie", `SID=${next}; path=/`]] };
  };
}

function loginForm(token: string): string {
  return [
    '<form action="/search.cgi"><input name="q"></form>',
    '<form action="login.cgi" method="post"><input type="hidden" name="csrf"',
    `value="${token}"><input name="u_name"><input type="password" name="u_pass"><input type="submit" name="go" value="Log in"></form>`,
  ].join("\n");
}

function challenge(value: string): SimulatedAnswer {
  const answer = page("Who are you?", "401 Unauthorized");
  return { ...answer, headers: [...answer.headers, ["WWW-Authenticate", value]] };
}

function page(content: string, status = "200 OK"): SimulatedAnswer {
  return htmlAnswer(`<html><head><title>Router</title></head><body>${content}</body></html>\n`, {
    status: `HTTP/1.0 ${status}`,
  });
}

function headersOf(type: string): SimulatedAnswer["headers"] {
  return [
    ["Content-Type", `${type}; charset=utf-8`],
    ["Connection", "close"],
  ];
}
