import { readForms } from "../html.ts";
import type { HttpAnswer } from "../http/contract.ts";

/** Where the question "throw out the other one?" is answered: the action of its form, `multi_login.cgi?id=...`, as a path. */
export function takeOverForm(page: HttpAnswer): string | undefined {
  const action = readForms(page.body).find((form) => /multi_?login/i.test(form.action))?.action;
  return action === undefined ? undefined : pathOf(action, page.path);
}

/** Path and query of an address on a page; the client never leaves the router, whatever host it names. */
function pathOf(address: string, pagePath: string): string | undefined {
  const url = URL.parse(address, `http://router${pagePath}`);
  return url === null ? undefined : `${url.pathname}${url.search}`;
}
