import type { ImportJob, ImportRejects, ImportSummary, Imports } from "../../model/import-job.ts";
import { readMoment } from "../../model/moment.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { RequestProblem } from "../problem.ts";
import { counts, routerName } from "../schema/facts.ts";
import { flag, integer, list, map, object, optional, type Schema, text, time, word } from "../schema.ts";

const rejects: Schema<ImportRejects> = object("Lines that were not understood for one reason.", {
  reason: text("why"),
  count: counts("how many"),
  samples: list("the first few", object("A line.", { line: counts("its number"), text: text("what it says") })),
});

const summary: Schema<ImportSummary> = object("What an import came to.", {
  probes: counts("new ones"),
  admitted: counts("new packets that were let in"),
  known: counts("known already"),
  covered: counts("left out, because a live reading covered their time"),
  expired: counts("older than what is kept"),
  counted: counts("of classes that are kept as counts"),
  uncounted: counts("not inbound"),
  gaps_filled: counts("gaps"),
  lines: counts("lines"),
  notes: counts("lines that are no packets"),
  from: optional(time("the first event")),
  to: optional(time("the last event")),
  timezone: text("IANA zone of the log's clock"),
  years: optional(object("Years that were assumed.", { first: integer("year"), last: integer("year") })),
  formats: map("lines by the format that read them", counts("lines")),
  rejects: list("the commonest reason first", rejects),
  failure: optional(text("why it could not be read to its end")),
});

const importJob: Schema<ImportJob> = object("An import, as it stands.", {
  id: text("its id"),
  router: routerName,
  name: text("name of the file"),
  state: word("how far it is", ["waiting", "running", "done", "failed", "cancelled"]),
  bytes: counts("of the file"),
  bytes_done: counts("of them, read"),
  lines: counts("read"),
  problem: optional(text("why it failed")),
  result: optional(summary),
});

const params = object("Which one.", { id: text("its id", { maxLength: 64 }) });

/** Logs of the past, brought in by upload. */
export function importEndpoints(imports: Imports, now: () => number): readonly Endpoint[] {
  return [
    endpoint({
      method: "POST",
      path: "/imports",
      summary: "Bring a log into the journal: the file is the body, plain or packed by gzip",
      query: object("What it is.", {
        router: text("name of a configured router", { minLength: 1, maxLength: 64 }),
        name: text("name of the file", { minLength: 1, maxLength: 200 }),
        format: optional(text("id of a format; auto where absent", { maxLength: 64 })),
        year: optional(integer("of lines that tell none", { minimum: 1990, maximum: 2199 })),
        timezone: optional(text("IANA zone of its clock; the router's where absent", { maxLength: 64 })),
        snapshots: optional(flag("whether it holds several pages that overlap")),
        date: optional(text("ISO 8601: when the file was written", { maxLength: 40 })),
      }),
      upload: { type: "application/octet-stream", mostBytes: imports.mostBytes },
      answer: importJob,
      status: 202,
      refusals: [413, 422],
      answerTo: ({ query: { snapshots, date, ...query }, request }) => {
        const dateMs = date === undefined ? undefined : readMoment(date, now());
        if (date !== undefined && dateMs === undefined)
          throw new RequestProblem(400, "date: a time such as 2026-11-23T12:00:00Z");
        return imports.begin({ ...query, isSnapshots: snapshots, dateMs }, request);
      },
    }),
    endpoint({
      method: "GET",
      path: "/imports",
      summary: "Imports since the start, the newest first",
      answer: object("They.", { imports: list("the newest first", importJob) }),
      answerTo: () => ({ imports: imports.list() }),
    }),
    endpoint({
      method: "GET",
      path: "/imports/{id}",
      summary: "An import, as it stands",
      params,
      answer: importJob,
      refusals: [404],
      answerTo: ({ params: { id } }) => imports.find(id) ?? missing(),
    }),
    endpoint({
      method: "DELETE",
      path: "/imports/{id}",
      summary: "Give an import up; what is written stays",
      params,
      refusals: [404],
      answerTo: ({ params: { id } }) => {
        if (!imports.cancel(id)) missing();
      },
    }),
  ];
}

function missing(): never {
  throw new RequestProblem(404, "there is no such import");
}
