import { on } from "node:events";
import { MessageChannel } from "node:worker_threads";
import type { RouterSettings } from "../model/router.ts";
import { requireFamily } from "../routers/index.ts";
import type { ExportJob } from "../worker/exporting-thread.ts";
import { outcomeOf } from "../worker/outcome.ts";
import { startThread } from "../worker/start.ts";

/** Who made which router, by its name, where that is known. */
export function vendorsOf(routers: readonly RouterSettings[]): ReadonlyMap<string, string> {
  return new Map(
    routers.flatMap(({ name, family }) => {
      const { manufacturer } = requireFamily(family);
      return manufacturer === undefined ? [] : [[name, manufacturer] as const];
    }),
  );
}

/**
 * Exports beside everything else: in a thread that starts for it and ends with it, no faster than the pieces are taken.
 * @throws FatalError when there is no journal; what `signal` gives as its reason when it says stop
 */
export async function* exportAside(job: ExportJob, signal: AbortSignal): AsyncGenerator<string> {
  const { port1, port2 } = new MessageChannel();
  const thread = startThread({ kind: "export", export: job, port: port2 }, [port2]);
  const given = new AbortController();
  // The thread tells nothing but what keeps it from its work.
  const failure = outcomeOf<never>(thread, signal, () => undefined);
  failure.catch((reason) => given.abort(reason));
  try {
    for await (const [piece] of on(port1, "message", { signal: given.signal })) {
      if (piece === "") return;
      yield String(piece);
      port1.postMessage("taken");
    }
  } catch (thrown) {
    throw given.signal.aborted ? given.signal.reason : thrown;
  } finally {
    port1.close();
    await thread.terminate();
  }
}
