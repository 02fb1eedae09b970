import type { RowTest } from "../model/search.ts";
import { sourceKey } from "./address.ts";
import type { Shapes } from "./shapes.ts";

/** Tells of a row, as the list of its columns, whether it passes a test; what repeats in most rows is asked once. */
export function rowFilter({ isNeeded, shows }: RowTest, shapes: Shapes): (row: readonly unknown[]) => boolean {
  const ofShapes = new Map<number, ShapeAnswers>();
  return ([, , , shape, source, , port]) => {
    const key = source === null ? undefined : sourceKey(source);
    if (isNeeded !== undefined && (key === undefined || !isNeeded(key))) return false;
    if (shows === undefined) return true;
    const answers = answersOf(Number(shape), shows);
    return answers.isShown || answers.door(port) || (key !== undefined && shows.source(key));
  };

  function answersOf(number: number, seen: NonNullable<RowTest["shows"]>): ShapeAnswers {
    const known = ofShapes.get(number);
    if (known !== undefined) return known;
    const { protocol, rule, interface: device } = shapes.of(number);
    const doors = new Map<unknown, boolean>();
    const answers: ShapeAnswers = {
      isShown: [rule, device].some((text) => text !== undefined && seen.text(text)),
      door(port) {
        const answer = doors.get(port) ?? seen.door(protocol, typeof port === "number" ? port : undefined);
        doors.set(port, answer);
        return answer;
      },
    };
    ofShapes.set(number, answers);
    return answers;
  }
}

/** What is the same for all rows of a shape, and of a shape and a port. */
interface ShapeAnswers {
  readonly isShown: boolean;
  door(port: unknown): boolean;
}
