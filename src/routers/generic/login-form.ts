import { createHash } from "node:crypto";
import { FatalError } from "../../errors.ts";
import { type Form, readForms } from "../html.ts";
import type { HttpRequest } from "../http/contract.ts";
import type { GenericSettings } from "./options.ts";

type FormField = Form["fields"][number];

/**
 * What a browser would send when somebody fills in the login form of a page and presses its button: hidden fields as the page has them.
 * Undefined where there is no form, and the options do not tell enough to do without.
 * @throws FatalError where it would send the password to somebody else
 */
export function loginRequest(
  page: { readonly body: string; readonly path: string },
  router: GenericSettings,
): Omit<HttpRequest, "signal"> | undefined {
  const { options } = router;
  const form = readForms(page.body).find(
    (candidate) => passwordFieldOf(candidate, options.password_field) !== undefined,
  );
  const passwordField = options.password_field || (form && passwordFieldOf(form, "")?.name);
  const action = options.login_action || form?.action;
  if (action === undefined || passwordField === undefined) return undefined;
  const userField = options.user_field || (form && userFieldOf(form, passwordField)?.name) || "";
  const fields = {
    ...Object.fromEntries((form?.fields ?? []).filter(isSent).map(({ name, value }) => [name, value])),
    ...Object.fromEntries(new URLSearchParams(options.extra_fields)),
    ...(router.take_over ? Object.fromEntries(new URLSearchParams(options.take_over_fields)) : {}),
    ...(userField === "" ? {} : { [userField]: router.username }),
    [passwordField]: encoded(router.password, options.password_as),
  };
  const path = pathOf(action, page.path, router);
  // A form that does not say how it is sent would show the password in the address: no login means that.
  return { method: "POST", path, form: fields };
}

function passwordFieldOf({ fields }: Form, name: string): FormField | undefined {
  return fields.find((field) => (name === "" ? field.type === "password" : field.name === name));
}

/** Of the fields that one types into, the last in front of the password. */
function userFieldOf({ fields }: Form, passwordField: string): FormField | undefined {
  const before = fields.slice(
    0,
    fields.findIndex(({ name }) => name === passwordField),
  );
  return before.findLast(({ type }) => typedTypes.has(type));
}

const typedTypes: ReadonlySet<string> = new Set(["text", "email", "tel", "search"]);
/** What is sent only where somebody ticks, presses or chooses it. */
const unsentTypes: ReadonlySet<string> = new Set(["checkbox", "radio", "button", "reset", "image", "file", "submit"]);

/** Of several buttons the first, as with the enter key. */
function isSent(field: FormField, _: number, fields: readonly FormField[]): boolean {
  return !unsentTypes.has(field.type) || field === fields.find(({ type }) => type === "submit");
}

function encoded(password: string, form: string): string {
  if (form === "base64") return Buffer.from(password, "utf8").toString("base64");
  return form === "md5" ? createHash("md5").update(password, "utf8").digest("hex") : password;
}

function pathOf(action: string, pagePath: string, router: GenericSettings): string {
  const page = new URL(pagePath, router.url);
  const target = URL.parse(action === "" ? page.href : action, page.href);
  if (target?.origin !== page.origin)
    throw new FatalError("the router's login form sends the password to another host, and we do not", {
      facts: { router: router.name, url: router.url, login_path: pagePath },
    });
  return `${target.pathname}${target.search}`;
}

/** The error for a page that has none. */
export function noForm(path: string, router: GenericSettings): FatalError {
  return new FatalError(
    "there is no login form on the router's page: set login_path, or login_action, user_field and password_field",
    { facts: { router: router.name, url: router.url, path } },
  );
}
