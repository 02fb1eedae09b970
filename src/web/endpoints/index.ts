import type { WebPorts } from "../../model/web.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { openApiDocument } from "../openapi.ts";
import { info, overview } from "../schema/overview.ts";
import { anything, map } from "../schema.ts";
import { actionEndpoints } from "./actions.ts";
import { downloadEndpoints } from "./downloads.ts";
import { importEndpoints } from "./imports.ts";
import { readingEndpoints } from "./readings.ts";
import { type Entrance, sessionEndpoints } from "./session.ts";
import { setUpEndpoints } from "./set-up.ts";

/** Everything that can be asked for below `api/v1`, and its description. */
export function apiEndpoints(
  ports: WebPorts,
  { now, ...entrance }: Entrance & { readonly now: () => number },
): readonly Endpoint[] {
  const described: readonly Endpoint[] = [
    ...sessionEndpoints(entrance),
    ...programEndpoints(ports),
    ...readingEndpoints({ reader: ports.reader, now }),
    ...actionEndpoints(ports.actions),
    ...downloadEndpoints(ports.actions, now),
    ...importEndpoints(ports.imports, now),
    ...setUpEndpoints(ports.setUp),
    endpoint({
      method: "GET",
      path: "/openapi.json",
      summary: "This description, after OpenAPI 3.1",
      answer: map("The document.", anything("see its specification")),
      answerTo: () => openApiDocument(described, ports.info().version),
    }),
  ];
  return described;
}

function programEndpoints(ports: WebPorts): readonly Endpoint[] {
  return [
    endpoint({ method: "GET", path: "/info", summary: "What the program is", answer: info, answerTo: ports.info }),
    endpoint({
      method: "GET",
      path: "/overview",
      summary: "All routers at a glance, as things stand now",
      answer: overview,
      answerTo: ports.overview,
    }),
    endpoint({
      method: "GET",
      path: "/config",
      summary: "The configuration; of every secret only whether it is set",
      answer: map("By the keys of the file.", anything("value, block or list")),
      answerTo: ports.config,
    }),
  ];
}
