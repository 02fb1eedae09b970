import { families } from "../routers/index.ts";
import type { Problems } from "./problems.ts";
import type { PlacedRouter } from "./routers.ts";
import { syslogListenRefusal } from "./rules.ts";

export interface SyslogCheck {
  /** As given, whatever it is. */
  readonly listen: readonly unknown[];
  /** Where that was written. */
  readonly where: string;
  /** All routers, of every family. */
  readonly routers: readonly PlacedRouter[];
  readonly problems: Problems;
}

/** Whether what is listened for is somebody's, and whose each line is. */
export function checkSyslog({ listen, where, routers, problems }: SyslogCheck): void {
  listen.forEach((value, index) => {
    const refusal = syslogListenRefusal(value);
    if (refusal !== undefined) problems.refuse(where, `syslog.listen[${index}]`, { value, isSecret: false }, refusal);
  });
  const pushed = routers
    .map((router, index) => ({ ...router, name: `routers[${index}]` }))
    .filter(({ settings }) => pushFamilies.has(settings.family));
  if (listen.length > 0 && pushed.length === 0) {
    const ids = [...pushFamilies].join(" or ");
    problems.say(where, `syslog.listen: there is no router of family ${ids} to listen for: add one, or leave it empty`);
  }
  // Without a listener they are there for imports, and nobody has to tell their lines apart.
  if (listen.length > 0 && pushed.length > 1) for (const router of pushed) requireSenders(router, pushed, problems);
  for (const router of pushed) requireOwn(router, pushed, problems);
}

type PushedRouter = PlacedRouter & { readonly name: string };

const pushFamilies: ReadonlySet<string> = new Set(families.filter(({ side }) => side === "push").map(({ id }) => id));

function requireSenders(
  { name, settings, whereOf }: PushedRouter,
  all: readonly PushedRouter[],
  problems: Problems,
): void {
  if (settings.senders.length + settings.hostnames.length > 0) return;
  const others = all.filter((other) => other.name !== name).map((other) => other.name);
  const seen = { value: undefined, isSecret: false };
  problems.refuse(whereOf("senders"), `${name}.senders`, seen, {
    allowed: `addresses that its lines come from, or hostnames that are in them: ${others.join(" and ")} of the same family would get them too`,
  });
}

/** A sender that two routers name would be nobody's in particular. */
function requireOwn({ name, settings, whereOf }: PushedRouter, all: readonly PushedRouter[], problems: Problems): void {
  for (const key of ["senders", "hostnames"] as const) {
    settings[key].forEach((value, index) => {
      const first = all.find((other) => other.settings[key].some((candidate) => fold(candidate) === fold(value)));
      if (first === undefined || first.name === name) return;
      problems.refuse(
        whereOf(key),
        `${name}.${key}[${index}]`,
        { value, isSecret: false },
        {
          allowed: `one that no other router has; ${first.name} has it too`,
        },
      );
    });
  }
}

function fold(value: unknown): string {
  return String(value).toLowerCase();
}
