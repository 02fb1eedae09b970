import type { DatabaseSync } from "node:sqlite";

/** Texts that repeat in many rows (protocols, interfaces, rules, formats), kept once and known by number. */
export interface Words {
  /** The number of a text, given on first use; null for no text. */
  numberOf(text: string | undefined): number | null;
  textOf(number: unknown): string | undefined;
  /** Forgets what a rolled back transaction gave. */
  forget(): void;
}

/** A household has some dozens; a log in whose rules every line says something else must not fill the memory. */
const rememberedWords = 20_000;

/** The words of a journal; `numberOf` writes, so a reader must only look up. */
export function openWords(database: DatabaseSync): Words {
  const numbers = new Map<string, number>();
  const texts = new Map<number, string>();
  const insert = database.prepare(
    "INSERT INTO word (text) VALUES (?) ON CONFLICT DO UPDATE SET text = text RETURNING number",
  );
  const select = database.prepare("SELECT text FROM word WHERE number = ?");
  return {
    numberOf(text) {
      if (text === undefined) return null;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = Number(insert.get(text)?.["number"]);
      if (numbers.size >= rememberedWords) numbers.clear();
      numbers.set(text, number);
      return number;
    },
    textOf(number) {
      if (typeof number !== "number") return undefined;
      const known = texts.get(number);
      if (known !== undefined) return known;
      const text = select.get(number)?.["text"];
      if (typeof text !== "string") return undefined;
      if (texts.size >= rememberedWords) texts.clear();
      texts.set(number, text);
      return text;
    },
    forget() {
      numbers.clear();
      texts.clear();
    },
  };
}
