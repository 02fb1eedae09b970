import type { WebPorts } from "../../model/web.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { info, overview } from "../schema/overview.ts";
import { anything, map } from "../schema.ts";

/** Everything that can be asked for below `api/v1`. */
export function apiEndpoints(ports: WebPorts): readonly Endpoint[] {
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
