import { readForms } from "../html.ts";
import type { Visit } from "../http/visits.ts";
import type { DlinkDirSettings } from "./options.ts";

/**
 * Sends the login form as its page's script does. Gives back what the router says to it; a refusal is a page with status 200.
 * @param page the login page, whose hidden fields go along
 */
export async function logIn(visit: Visit, router: DlinkDirSettings, page: string): Promise<string> {
  const shown = readForms(page).find(({ fields }) => fields.some(({ type }) => type === "password"));
  const hidden = shown?.fields.filter(({ type }) => type === "hidden").map(({ name, value }) => [name, value]) ?? [];
  const [name, password] = [encoded(router.username), encoded(router.password)];
  const form = {
    html_response_page: "login_fail.asp",
    ...Object.fromEntries(hidden),
    login_name: name,
    login_pass: password,
    login_n: name,
    log_pass: password,
  };
  return (await visit.page({ method: "POST", path: router.options.login_path, form }, "the login")).body;
}

/**
 * Base64 as login.asp makes it: by a slip of its own a text that is two characters longer than a multiple of three ends in A and not in =,
 * which stands for a NUL behind it.
 */
export function encoded(text: string): string {
  const base64 = Buffer.from(text, "latin1").toString("base64");
  return text.length % 3 === 2 ? base64.replace(/=$/, "A") : base64;
}
