import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nearestHint } from "../config/nearest.ts";
import { readRouter } from "../config.ts";
import { UsageError } from "../errors.ts";
import type { PollFamily, RouterSettings } from "../model/router.ts";
import { families, requireFamily } from "../routers/index.ts";
import { captureRouter } from "../tasks/capture.ts";
import { askPassword } from "./ask-password.ts";
import type { Command, CommandContext } from "./command.ts";

export const capture: Command = {
  name: "capture",
  usage: "capture URL [OPTIONS]",
  about: [
    "Reads a router's log once and writes what went to and fro into a folder that can be sent to strangers:",
    "addresses, MAC addresses, names, serial numbers, tokens, keys, cookies and passwords are replaced,",
    "the same one by the same one everywhere, and private addresses stay. Where a router of the configuration",
    "has that URL, its settings hold. Nothing is written if anything secret is left. Have a look at it yourself",
    "before you send it: what your devices are called is known to nobody but you.",
  ].join("\n"),
  options: {
    family: {
      type: "string",
      value: "ID",
      doc: "what kind of router it is",
      default: "that of the configuration, else generic",
    },
    username: { type: "string", value: "NAME", doc: "name to log in with", default: "that of the configuration" },
    "password-file": {
      type: "string",
      value: "FILE",
      doc: "file that holds the password",
      default: "ROUTER_PASSWORD, the configuration, else you are asked",
    },
    timezone: {
      type: "string",
      value: "ZONE",
      doc: "zone of the router's clock",
      default: "that of the configuration",
    },
    "hide-file": {
      type: "string",
      value: "FILE",
      doc: "more names to hide, one a line: of computers, people, your Wi-Fi",
    },
    output: { type: "string", value: "FOLDER", doc: "folder to make", default: "capture" },
  },
  maxPositionals: 1,
  examples: [
    ["whos-knocking capture http://192.168.1.1 --family netgear --username admin", "asks for the password"],
    ["whos-knocking capture http://192.168.1.1 --config whos-knocking.yaml", "with the options of the configuration"],
  ],
  run: async (context) => {
    const { flags, cwd, signal, now, stdout, stderr } = context;
    const folder = resolve(cwd, text(flags["output"]) ?? "capture");
    if (existsSync(folder))
      throw new UsageError([`--output: ${JSON.stringify(folder)} – a folder that is not there yet`]);
    const { router, family } = await settingsOf(context);
    const asked = { router, family, now, signal, hide: linesOf(context) };
    const { files, exchanges, replaced, words } = await captureRouter(asked);
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of files) {
      writeFileSync(join(folder, name), content, { flag: "wx" });
      stdout(join(folder, name));
    }
    stderr(`exchanges: ${exchanges}, stand-ins: ${replaced}; ${words}`);
    stderr(
      "Read it before you send it: a name that nothing announces as one is still there (--hide-file takes such names).",
    );
    return 0;
  },
};

/** The router of the configuration that has this URL, or one of defaults; with what the command says of it. */
async function settingsOf(
  context: CommandContext,
): Promise<{ readonly router: RouterSettings; readonly family: PollFamily }> {
  const [url] = context.positionals;
  if (url === undefined)
    throw new UsageError(["URL: not given – the address of the router, such as http://192.168.1.1"]);
  const { routers, is_demo } = await context.loadConfig();
  const own = is_demo ? undefined : routers.find((router) => sameOrigin(router.url, url));
  const wanted = text(context.flags["family"]) ?? own?.family ?? "generic";
  const family = familyOf(wanted);
  const settings = own?.family === wanted ? own : plainRouter(context, url, wanted);
  const username = text(context.flags["username"]) ?? settings.username;
  const timezone = text(context.flags["timezone"]) ?? settings.timezone;
  const router = { ...settings, username, timezone };
  return { family, router: { ...router, password: await passwordOf(context, router, family) } };
}

/** Read as a configuration would be, so that what is wrong is told in the same words. */
function plainRouter({ cwd, flags }: CommandContext, url: string, family: string): RouterSettings {
  return readRouter({ name: "router", family, url, timezone: text(flags["timezone"]) ?? "" }, cwd);
}

function familyOf(id: string): PollFamily {
  const asked = families.filter(({ side }) => side === "poll").map((family) => family.id);
  const family = asked.includes(id) ? requireFamily(id) : undefined;
  if (family?.side === "poll") return family;
  throw new UsageError([`--family: ${JSON.stringify(id)} – one of ${asked.join(", ")}${nearestHint(id, asked)}`]);
}

function sameOrigin(one: string, other: string): boolean {
  const [first, second] = [URL.parse(one), URL.parse(other)];
  return first !== null && first.origin === second?.origin;
}

/** Never from the arguments, which everybody on the machine can read. */
async function passwordOf(context: CommandContext, router: RouterSettings, family: PollFamily): Promise<string> {
  const file = text(context.flags["password-file"]);
  if (file !== undefined) return readText("--password-file", resolve(context.cwd, file)).replace(/\r?\n$/, "");
  const given = context.env["ROUTER_PASSWORD"] ?? router.password;
  if (given !== "" || !needsPassword(router, family)) return given;
  return askPassword(`Password for ${router.url}: `, context.signal);
}

function needsPassword({ options }: RouterSettings, { logins }: PollFamily): boolean {
  return options["login"] !== "none" && logins.some((login) => login !== "none");
}

function linesOf({ flags, cwd }: CommandContext): readonly string[] {
  const file = text(flags["hide-file"]);
  if (file === undefined) return [];
  return readText("--hide-file", resolve(cwd, file))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new UsageError([`${flag}: ${JSON.stringify(path)} – a file that can be read${code}`], { cause });
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
