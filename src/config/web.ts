import { resolvePassword } from "./files.ts";
import type { Problems } from "./problems.ts";
import { flag, list, number, text, type Values } from "./row.ts";
import { listenRule, webHostRefusal } from "./rules.ts";
import type { Leaf } from "./section.ts";

/** The keys of `web`: the page and its API. */
export const webRows = {
  enabled: flag("Whether there is a web page, with an API behind it.", true),
  listen: text(
    "Address and port of the page. Beyond this machine it only shows things, unless there is a password.",
    "127.0.0.1:8099",
    { rule: listenRule, isRequired: true },
  ),
  password: text("Password for the page; empty: none is asked for.", "", { sensitive: true }),
  password_file: text("File that holds the password, in place of the line above.", ""),
  allowed_hosts: list<string>(
    "Names by which browsers may ask for the page, beside localhost and addresses; behind a proxy the name that people type.",
    "a list of host names",
  ),
  ingress: flag(
    "Whether the page is for Home Assistant's ingress: it listens on every address and answers nobody but the Supervisor.",
    false,
  ),
  max_upload_mb: number("How large a log may be that is uploaded for an import, in megabytes.", 256, {
    min: 1,
    max: 65_536,
  }),
};

type WebValues = Values<typeof webRows>;

/** What can only be seen item by item, or on the disk; gives the values with the password read. */
export function checkWeb(values: WebValues, leaves: readonly Leaf[], cwd: string, problems: Problems): WebValues {
  const whereOf = (key: keyof WebValues): string =>
    leaves.findLast(({ path }) => path[0] === "web" && path[1] === key)?.written.where ?? "web";
  values.allowed_hosts.forEach((value, index) => {
    const refusal = webHostRefusal(value);
    const path = `web.allowed_hosts[${index}]`;
    if (refusal !== undefined) problems.refuse(whereOf("allowed_hosts"), path, { value, isSecret: false }, refusal);
  });
  const place = { where: whereOf("password_file"), path: "web.password_file", cwd, problems };
  return { ...values, password: resolvePassword(values, place) };
}
