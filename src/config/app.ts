import { FatalError } from "../errors.ts";
import type { AppLayer, AppSettings } from "../supervisor.ts";
import { type Leaf, leavesOf, type Section } from "./section.ts";
import { isMapping, type Written, writtenAt } from "./written.ts";

/** What the app's own layers set around what the user wrote. */
export interface AppLeaves {
  /** Goes behind the file. */
  readonly behind: readonly Leaf[];
  /** Goes before it. */
  readonly before: readonly Leaf[];
}

/** The layers of the app; none where the program runs as anything else. */
export function leavesOfApp(app: AppSettings | undefined, section: Section): AppLeaves {
  if (app === undefined) return { behind: [], before: [] };
  const leaves = ({ where, values }: AppLayer): readonly Leaf[] => leavesOf(section, writtenAt(where, values));
  return { behind: leaves(app.surroundings), before: app.options.flatMap(leaves) };
}

/** Two lists of routers would hide each other. */
export function checkOneList(file: readonly Leaf[], { before }: AppLeaves, { problems }: Section): void {
  const listOf = (leaves: readonly Leaf[]): Leaf | undefined =>
    leaves.find(
      ({ path, written }) => path[0] === "routers" && Array.isArray(written.value) && written.value.length > 0,
    );
  const inFile = listOf(file);
  if (inFile === undefined || listOf(before) === undefined) return;
  problems.say(
    inFile.written.where,
    "routers: the app's options have routers too – keep all of them in one of the two",
  );
}

/**
 * The Supervisor's broker and Home Assistant, each for whoever names none of his own (`own` is what the user set): passwords and
 * tokens of one are for no other. And where to listen, for whoever has a router that sends, in the options or the file.
 */
export function leavesOfSupervisor(
  app: AppSettings | undefined,
  own: readonly Leaf[],
  section: Section,
): readonly Leaf[] {
  if (app === undefined) return [];
  const leaves = ({ where, values }: AppLayer): readonly Leaf[] => leavesOf(section, writtenAt(where, values));
  const hasHomeAssistant = names(own, "home_assistant.statistics", ["url", "token", "token_file"]);
  return [
    ...(app.broker instanceof FatalError || names(own, "mqtt", ["url"]) ? [] : leaves(app.broker)),
    ...(hasHomeAssistant ? [] : leaves(app.homeAssistant)),
    ...(own.some(hasSending) ? leaves(app.listening) : []),
  ];
}

/** @throws FatalError where neither the user nor the Supervisor names a broker */
export function requireBroker(app: AppSettings | undefined, own: readonly Leaf[]): void {
  if (app?.broker instanceof FatalError && !names(own, "mqtt", ["url"])) throw app.broker;
}

function hasSending({ path, written }: Leaf): boolean {
  if (path[0] !== "routers" || !Array.isArray(written.value)) return false;
  return written.value.some(({ value }: Written) => isMapping(value) && value.get("family")?.value === "syslog");
}

function names(own: readonly Leaf[], block: string, keys: readonly string[]): boolean {
  return own.some(({ path }) => keys.some((key) => path.join(".") === `${block}.${key}`));
}
