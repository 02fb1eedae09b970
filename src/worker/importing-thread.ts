import type { MessagePort } from "node:worker_threads";
import { FatalError } from "../errors.ts";
import { type ImportSettings, openImporter } from "../journal/importer.ts";
import type { JournalImporter } from "../model/import.ts";
import type { ReadMessage, WorkerMessage } from "./messages.ts";

/** Columns in, journal out; tells how far it is, and in the end what became of everything. */
export async function runImporting(
  settings: ImportSettings,
  port: MessagePort,
  tell: (message: WorkerMessage) => void,
): Promise<void> {
  const importer = openImporter(settings);
  let file = "";
  try {
    await new Promise<void>((resolve, reject) => {
      port.on("message", (message: ReadMessage) => {
        try {
          if (message.kind === "events") file = message.progress.file;
          take(importer, message, tell);
          port.postMessage("done");
          if (message.kind === "end") resolve();
        } catch (thrown) {
          reject(
            thrown instanceof FatalError ? new FatalError(`${file}: ${thrown.message}`, { cause: thrown }) : thrown,
          );
        }
      });
    });
  } finally {
    importer.close();
  }
}

function take(importer: JournalImporter, message: ReadMessage, tell: (message: WorkerMessage) => void): void {
  switch (message.kind) {
    case "events":
      importer.add(message.events);
      tell({ kind: "progress", progress: message.progress });
      break;
    case "stream-end":
      importer.endStream(message.isPage);
      break;
    case "end":
      tell({ kind: "imported", counts: importer.finish(), summary: message.summary });
      break;
  }
}
