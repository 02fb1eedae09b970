import type { JsonText } from "../../model/json-text.ts";
import type { PageReader, PageReadings, ReadingName } from "../../model/page-reader.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { RequestProblem } from "../problem.ts";
import { kind, port, severity } from "../schema/facts.ts";
import { figures } from "../schema/figures.ts";
import * as answers from "../schema/readings.ts";
import { flag, integer, list, object, optional, text, word } from "../schema.ts";
import { periodKeys, periodOf, routerKeys } from "./period.ts";

export interface ReadingsParts {
  readonly reader: PageReader;
  readonly now: () => number;
}

const id = text("id or address", { minLength: 1, maxLength: 100 });
const cursor = optional(text("next of the answer before", { maxLength: 40 }));
const limit = (most: number, usual: number) =>
  optional(integer(`rows at most; ${usual} where absent`, { minimum: 1, maximum: most }));
const find = optional(text("a part of what is looked for", { minLength: 1, maxLength: 100 }));

/** What is read from the journal. */
export function readingEndpoints({ reader, now }: ReadingsParts): readonly Endpoint[] {
  return [
    endpoint({
      method: "GET",
      path: "/usual",
      summary: "Whether it is more than usual",
      query: object("Of which routers.", routerKeys),
      answer: answers.usual,
      answerTo: ({ query, signal }) => read("usual", { routers: query.router }, signal),
    }),
    endpoint({
      method: "GET",
      path: "/rate",
      summary: "Probes over time, with gaps and episodes",
      query: object("Of which time.", {
        ...periodKeys,
        points: optional(integer("buckets at most; 300 where absent", { minimum: 10, maximum: 1000 })),
      }),
      answer: answers.rate,
      answerTo: ({ query: { points = 300, ...query }, signal }) =>
        read("rate", { ...periodOf(query, now()), points }, signal),
    }),
    endpoint({
      method: "GET",
      path: "/week",
      summary: "Probes by day of the week and hour",
      query: object("Of which time.", periodKeys),
      answer: answers.week,
      answerTo: ({ query, signal }) => read("week", periodOf(query, now()), signal),
    }),
    endpoint({
      method: "GET",
      path: "/gaps",
      summary: "What was lost before it was read",
      query: object("Of which time.", periodKeys),
      answer: answers.gaps,
      answerTo: ({ query, signal }) => read("gaps", periodOf(query, now()), signal),
    }),
    endpoint({
      method: "GET",
      path: "/figures",
      summary: "The report's figures",
      query: object("Of which time.", { ...periodKeys, limit: limit(100, 20) }),
      answer: figures,
      answerTo: ({ query: { limit = 20, ...query }, signal }) =>
        read("figures", { ...periodOf(query, now()), limit }, signal),
    }),
    endpoint({
      method: "GET",
      path: "/tables/{kind}",
      summary: "What was met most",
      params: object("Of what.", { kind: word("of what", answers.tableKinds) }),
      query: object("Of which time.", { ...periodKeys, limit: limit(1000, 50), find }),
      answer: answers.table,
      answerTo: ({ params, query: { limit = 50, find, ...query }, signal }) =>
        read("table", { ...periodOf(query, now()), kind: params.kind, limit, find }, signal),
    }),
    endpoint({
      method: "GET",
      path: "/episodes",
      summary: "Episodes, those seen last first",
      query: object("Which ones.", {
        ...periodKeys,
        ...{ kind: optional(list("kinds; all where absent", kind, { maxItems: 16 })), severity: optional(severity) },
        ...{
          open: optional(flag("only those that go on, or only those that are over")),
          limit: limit(500, 50),
          cursor,
        },
        source: optional(text("one of their sources", { maxLength: 64 })),
      }),
      answer: answers.episodePage,
      answerTo: ({ query: { kind: kinds, severity, open, source, limit = 50, cursor, ...query }, signal }) => {
        const traits = { kinds, severity, isOpen: open, source, limit, cursor };
        return read("episodes", { ...periodOf(query, now()), ...traits }, signal);
      },
    }),
    endpoint({
      method: "GET",
      path: "/episodes/{id}",
      summary: "An episode with all that was told of it",
      params: object("Which one.", { id }),
      answer: answers.episodeStory,
      refusals: [404],
      answerTo: ({ params, signal }) => read("episode", params, signal),
    }),
    endpoint({
      method: "GET",
      path: "/sources/{source}",
      summary: "All that one source did",
      params: object("Which one.", { source: id }),
      query: object("Of which routers.", routerKeys),
      answer: answers.sourceHistory,
      refusals: [404],
      answerTo: ({ params, query, signal }) => read("source", { routers: query.router, source: params.source }, signal),
    }),
    endpoint({
      method: "GET",
      path: "/events",
      summary: "The log, the newest row first",
      query: object("Which rows.", {
        ...periodKeys,
        class: optional(word("probe where absent", ["probe", "admitted", "both"])),
        source: optional(text("an address, or a network in CIDR form", { maxLength: 64 })),
        port: optional(port),
        protocol: optional(text("IANA keyword, or the number", { maxLength: 32 })),
        country: optional(text("ISO 3166-1 alpha-2", { minLength: 2, maxLength: 2 })),
        asn: optional(integer("number of an autonomous system", { minimum: 0, maximum: 4_294_967_295 })),
        ...{ find, limit: limit(1000, 200), cursor },
      }),
      answer: answers.eventPage,
      answerTo: ({ query: { class: wanted = "probe", source, port, protocol, country, asn, ...query }, signal }) => {
        const { find, limit = 200, cursor, ...period } = query;
        const classes = wanted === "both" ? (["probe", "admitted"] as const) : [wanted];
        const facts = { classes, source, port, protocol, country, asn, find, limit, cursor };
        return read("events", { ...periodOf(period, now()), ...facts }, signal);
      },
    }),
  ];

  /** @throws RequestProblem where there is nothing of that id or address */
  async function read<Name extends ReadingName>(
    name: Name,
    query: PageReadings[Name]["query"],
    signal: AbortSignal,
  ): Promise<JsonText<PageReadings[Name]["answer"]>> {
    const answer = await reader.read(name, query, signal);
    if (answer === undefined) throw new RequestProblem(404, "there is nothing of that name");
    return answer;
  }
}
