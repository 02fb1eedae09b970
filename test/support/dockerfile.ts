import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** One instruction of a Dockerfile, its continued lines joined. */
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** What one stage of a Dockerfile says. */
export interface Stage {
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of addon/Dockerfile, in order. */
export function readDockerfile(): readonly Stage[] {
  const text = readFileSync(join(root, "addon/Dockerfile"), "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ");
  const instructions = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ name: line.split(/\s/, 1)[0] ?? "", rest: line.replace(/^\S+\s+/, "").replaceAll(/\s+/g, " ") }));
  const starts = instructions.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  return starts.map((start, index) => ({
    from: instructions[start]?.rest ?? "",
    instructions: instructions.slice(start + 1, starts[index + 1]),
  }));
}

/** The last of the instructions of a name in a stage. */
export function lastOf(stage: Stage, name: string): string {
  return stage.instructions.findLast((instruction) => instruction.name === name)?.rest ?? "";
}

/** The variables that a stage sets. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const all = stage.instructions.filter(({ name }) => name === "ENV").flatMap(({ rest }) => rest.split(" "));
  return Object.fromEntries(all.map((pair) => [pair.split("=", 1)[0] ?? "", pair.replace(/^[^=]*=/, "")]));
}

/** The exceptions in .dockerignore, whose first rule leaves everything out. */
export function builtFrom(): readonly string[] {
  const [first, ...rest] = readFileSync(join(root, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (first !== "*" || rest.some((line) => !line.startsWith("!")))
    throw new Error(".dockerignore is read as a list of exceptions to *");
  return rest.map((line) => line.slice(1));
}
