import type { RowTest } from "../model/search.ts";
import { sourceKey } from "./address.ts";
import type { Shapes } from "./shapes.ts";

/** Tells of a row, by three of its columns, whether it passes a test. */
export type RowFilter = (shape: unknown, source: unknown, port: unknown) => boolean;

/** What repeats in most rows is asked once. */
export function rowFilter({ isNeeded, shows }: RowTest, shapes: Shapes): RowFilter {
  const ofShapes = new Map<unknown, ShapeAnswers>();
  return (shape, source, port) => {
    const key = source === null ? undefined : sourceKey(source);
    if (isNeeded !== undefined && (key === undefined || !isNeeded(key))) return false;
    if (shows === undefined) return true;
    const answers = answersOf(shape, shows);
    return answers.isShown || answers.door(port) || (key !== undefined && shows.source(key));
  };

  function answersOf(number: unknown, seen: NonNullable<RowTest["shows"]>): ShapeAnswers {
    const known = ofShapes.get(number);
    if (known !== undefined) return known;
    const { protocol, rule, interface: device } = shapes.of(Number(number));
    const doors = new Map<unknown, boolean>();
    const answers: ShapeAnswers = {
      isShown: [rule, device].some((text) => text !== undefined && seen.text(text)),
      door(port) {
        const said = doors.get(port);
        if (said !== undefined) return said;
        const answer = seen.door(protocol, typeof port === "number" ? port : undefined);
        doors.set(port, answer);
        return answer;
      },
    };
    if (ofShapes.size >= rememberedShapes) ofShapes.clear();
    ofShapes.set(number, answers);
    return answers;
  }
}

/** A household has some dozens; a log of a whole network must not fill the memory. */
const rememberedShapes = 2000;

/** What is the same for all rows of a shape, and of a shape and a port. */
interface ShapeAnswers {
  readonly isShown: boolean;
  door(port: unknown): boolean;
}
