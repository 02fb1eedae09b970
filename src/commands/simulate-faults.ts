import { nearest } from "../config/nearest.ts";
import type { SimulatorFaults } from "../model/simulator.ts";
import { numberFlag } from "./arguments.ts";
import type { CommandOptions, FlagValues } from "./command.ts";

/** What can be wrong with a make-believe router from its start. */
export const faultOptions = {
  slow: { type: "string", value: "MS", doc: "delay every answer, and trickle its body over that time", default: "0" },
  hang: { type: "string", value: "N", doc: "never answer the first N requests", default: "0" },
  truncate: {
    type: "string",
    value: "N",
    doc: "cut the first N pages of the log somewhere in the middle",
    default: "0",
  },
  "other-administrator": { type: "boolean", doc: "somebody else is logged in" },
  "wrong-password": { type: "boolean", doc: "every password is refused" },
  "line-feed-only": { type: "boolean", doc: "the lines of its heads end in LF alone" },
} as const satisfies CommandOptions;

/** Sets the faults that were asked for on the command line. */
export function applyStartFaults(faults: SimulatorFaults, flags: FlagValues): void {
  faults.slow(numberFlag(flags, "slow", { min: 0, max: 3_600_000, default: 0 }));
  faults.hang(numberFlag(flags, "hang", { min: 0, max: 1_000_000, default: 0 }));
  faults.truncate(numberFlag(flags, "truncate", { min: 0, max: 1_000_000, default: 0 }));
  faults.otherAdministrator(flags["other-administrator"] === true);
  faults.wrongPassword(flags["wrong-password"] === true);
  faults.lineFeedOnly(flags["line-feed-only"] === true);
}

/** Does what one line of orders says; returns what to tell in answer. */
export function obey(faults: SimulatorFaults, line: string): string {
  const [name = "", argument = ""] = line.trim().split(/\s+/);
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (order === undefined) {
    const meant = nearest(name, Object.keys(orders));
    return `${JSON.stringify(name)}: unknown order; ${meant === undefined ? "help lists them" : `did you mean "${meant}"?`}`;
  }
  const value = order.takes === undefined ? 0 : readers[order.takes](argument);
  if (value === undefined)
    return `${name}: needs ${order.takes}, such as "${name} ${order.takes === "on or off" ? "on" : "1"}"`;
  return order.act(faults, value) ?? `done: ${line.trim()}`;
}

interface Order {
  readonly doc: string;
  readonly takes?: keyof typeof readers;
  /** Acts; returns an answer where "done" is not enough. A switch is 1 for on and 0 for off. */
  readonly act: (faults: SimulatorFaults, value: number) => string | undefined;
}

const switches: ReadonlyMap<string, number> = new Map([
  ["on", 1],
  ["off", 0],
]);

const readers = {
  "a number": (argument: string): number | undefined => (/^\d{1,9}$/.test(argument) ? Number(argument) : undefined),
  "on or off": (argument: string): number | undefined => switches.get(argument),
};

const orders: Readonly<Record<string, Order>> = {
  reboot: order("restart: uptime and log begin anew", (faults) => faults.reboot()),
  clear: order("the owner clears the log", (faults) => faults.clear()),
  freeze: order("nothing more enters the log", (faults, value) => faults.freeze(value === 1), "on or off"),
  truncate: order("cut the next pages of the log", (faults, value) => faults.truncate(value), "a number"),
  hang: order("never answer the next requests", (faults, value) => faults.hang(value), "a number"),
  slow: order("delay every answer by so many milliseconds", (faults, value) => faults.slow(value), "a number"),
  "line-feed-only": order("heads with LF alone", (faults, value) => faults.lineFeedOnly(value === 1), "on or off"),
  "other-administrator": order(
    "somebody else is logged in",
    (faults, value) => faults.otherAdministrator(value === 1),
    "on or off",
  ),
  "wrong-password": order("refuse every password", (faults, value) => faults.wrongPassword(value === 1), "on or off"),
  "login-timeout": order("forget every login", (faults) => faults.loginTimeout()),
  hostile: order("rows that try to break a reader", (faults) => faults.hostileText()),
  help: { doc: "list the orders", act: () => listOrders() },
};

function order(
  doc: string,
  act: (faults: SimulatorFaults, value: number) => void,
  takes?: keyof typeof readers,
): Order {
  return {
    doc,
    ...(takes === undefined ? {} : { takes }),
    act: (faults, value) => {
      act(faults, value);
      return undefined;
    },
  };
}

function listOrders(): string {
  return Object.entries(orders)
    .map(([name, { doc, takes }]) => `${`${name} ${takes ?? ""}`.trim().padEnd(32)}${doc}`)
    .join("\n");
}
