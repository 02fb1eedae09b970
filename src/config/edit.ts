import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, visit } from "yaml";
import { FatalError, UsageError } from "../errors.ts";
import { createProblems } from "./problems.ts";
import { readYaml } from "./yaml.ts";

/** A router as an entry of the file, with the keys that somebody gave. */
type RouterEntry = Readonly<Record<string, unknown>> & { readonly name: string };

/** What is to be added to a configuration file. */
export interface ConfigChange {
  readonly router: RouterEntry;
  /** Keys of `mqtt` that change. */
  readonly mqtt?: Readonly<Record<string, string>> | undefined;
  /** Keys of `syslog` that change. */
  readonly syslog?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** The file as it is to be, and as it may be shown. */
export interface EditedConfig {
  readonly text: string;
  /** Without what may be a password. */
  readonly shown: string;
}

/**
 * Adds a router to the text of a configuration file, and leaves everything else in it as somebody wrote it, comments too.
 * @param text undefined where there is no file yet
 * @param secrets names of keys that are shown to nobody
 * @throws UsageError when the text is no YAML, or its routers are no list
 * @throws FatalError when it has a router of that name already (`facts.conflict`)
 */
export function addRouter(text: string | undefined, change: ConfigChange, secrets: ReadonlySet<string>): EditedConfig {
  const problems = createProblems();
  readYaml(text ?? "", "the file", problems);
  problems.throwIfAny();
  const document: Document = parseDocument(text ?? head);
  if (document.contents === null) document.contents = document.createNode({});
  for (const [key, value] of Object.entries(change.mqtt ?? {})) document.setIn(["mqtt", key], value);
  for (const [key, value] of Object.entries(change.syslog ?? {}))
    document.setIn(["syslog", key], document.createNode(value));
  addTo(document, change.router);
  const edited = written(document);
  return { text: edited, shown: hidden(edited, secrets) };
}

const head = "# Who's Knocking. Every option with its default: config/default.yaml\n";

function addTo(document: Document, router: RouterEntry): void {
  const routers = document.get("routers");
  if (routers === undefined || routers === null || (isSeq(routers) && routers.items.length === 0)) {
    document.set("routers", document.createNode([router]));
    return;
  }
  if (!isSeq(routers)) throw new UsageError(["routers: a list with one entry for each router"]);
  if (routers.items.some((item) => isMap(item) && item.get("name") === router.name)) {
    const words = `the file has a router ${JSON.stringify(router.name)} already: choose another name, or change it there`;
    throw new FatalError(words, { facts: { conflict: true } });
  }
  document.addIn(["routers"], document.createNode(router));
}

/** Whatever stands at such a key: somebody may have written a list there. */
function hidden(text: string, secrets: ReadonlySet<string>): string {
  const document = parseDocument(text);
  visit(document, {
    Pair(_, pair) {
      const isSecret = isScalar(pair.key) && secrets.has(String(pair.key.value));
      if (isSecret && !(isScalar(pair.value) && pair.value.value === "")) pair.value = new Scalar("***");
    },
  });
  return written(document);
}

function written(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
