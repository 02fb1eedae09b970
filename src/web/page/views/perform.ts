import { html, nothing } from "lit-html";
import { Problem } from "../api.ts";
import type { Context } from "../context.ts";
import type { Part } from "../parts.ts";
import { visible } from "../text.ts";

interface Note {
  readonly state: "under way" | "done" | "failed";
  readonly words: string;
}

const notes = new Map<string, Note>();

/** Does what somebody asked for, and says beside the button how it went. */
export async function perform(
  subject: string,
  words: string,
  work: () => Promise<string>,
  { redraw, refresh }: Context,
): Promise<void> {
  const tell = (note: Note) => {
    notes.set(subject, note);
    redraw();
  };
  tell({ state: "under way", words: `${words}…` });
  try {
    tell({ state: "done", words: await work() });
    refresh();
  } catch (error) {
    tell({ state: "failed", words: error instanceof Problem ? error.message : String(error) });
  }
}

export function isUnderWay(subject: string): boolean {
  return notes.get(subject)?.state === "under way";
}

/** How the last thing that was asked for went. */
export function actionNote(subject: string): Part {
  const note = notes.get(subject);
  return html`<p class="action-note" role="status" data-state=${note?.state ?? nothing}>${note === undefined ? "" : visible(note.words)}</p>`;
}
