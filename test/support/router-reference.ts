import { readFileSync, writeFileSync } from "node:fs";
import { factNames, interfaceWords, loginWords, ringWords, seenWords } from "../../src/commands/routers-words.ts";
import type { RouterFamily } from "../../src/model/router.ts";
import { families } from "../../src/routers/index.ts";
import { manifestFile, manifestText, withFamilies } from "./manifest.ts";

/** The README with its table of routers as the families tell it now. */
export function withRouterTable(page: string): string {
  const [begin, end] = ["<!-- routers -->\n", "<!-- end -->"];
  const from = page.indexOf(begin) + begin.length;
  return page.slice(0, from) + table() + page.slice(page.indexOf(end, from));
}

function table(): string {
  const head = ["router", "family", "its log tells", "it does not tell", "login", "it holds", "mind", "seen"];
  const rows = [head, head.map(() => "---"), ...families.map(rowOf)];
  return rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function rowOf(family: RouterFamily): readonly string[] {
  const { id, title, models } = family;
  return [
    `${title}: ${models.join(", ")}`,
    `[${id}](src/routers/${id}/README.md)`,
    toldWords(family),
    untoldWords(family),
    loginWords(family),
    ringWords(family),
    interfaceWords(family).join("; "),
    seenWords(family),
  ];
}

function toldWords(family: RouterFamily): string {
  const sometimes = named(family, "sometimes");
  return [named(family, "always"), ...(sometimes === "" ? [] : [`of some packets: ${sometimes}`])].join("; ");
}

function untoldWords(family: RouterFamily): string {
  return [named(family, "never"), ...family.limits].filter((words) => words !== "").join("; ");
}

function named({ tells }: RouterFamily, knowledge: "always" | "sometimes" | "never"): string {
  return factNames
    .filter((fact) => tells[fact] === knowledge)
    .map((fact) => fact.replace("_", " "))
    .join(", ");
}

const page = new URL("../../README.md", import.meta.url);

if (import.meta.main) {
  writeFileSync(page, withRouterTable(readFileSync(page, "utf8")));
  writeFileSync(manifestFile, withFamilies(manifestText()));
}
