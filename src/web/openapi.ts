import type { Endpoint } from "./endpoint.ts";
import { problemSchema } from "./problem.ts";
import type { AnySchema, JsonSchema } from "./schema.ts";

/** Describes endpoints after OpenAPI 3.1, from the same schemas that requests are held to. */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): JsonSchema {
  const paths = Object.entries(Object.groupBy(endpoints, ({ path }) => path)).map(([path, group = []]) => {
    return [path, Object.fromEntries(group.map((endpoint) => [endpoint.method.toLowerCase(), operationOf(endpoint)]))];
  });
  return {
    openapi: "3.1.1",
    info: { title: "Who's Knocking", version, license: { name: "MIT", identifier: "MIT" } },
    // Relative to where this document is, so that it holds behind any prefix.
    servers: [{ url: "." }],
    security: [{}, { session: [] }, { password: [] }],
    paths: { ...Object.fromEntries(paths), "/stream": { get: stream } },
    components: {
      schemas: { Problem: problemSchema.json },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "whos_knocking_session" },
        password: { type: "http", scheme: "basic", description: "the password, with any name" },
      },
    },
  };
}

const problem = {
  description: "Why it was not answered",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

const stream = {
  operationId: "getStream",
  summary: "What happens, while it happens (server-sent events)",
  responses: {
    "200": {
      description: "Events until somebody hangs up",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    default: problem,
  },
};

const changeHeader = {
  name: "x-whos-knocking",
  in: "header",
  required: true,
  description: "Anything: pages of other sites cannot send it",
  schema: { type: "string" },
};

function operationOf({
  method,
  path,
  summary,
  params,
  query,
  body,
  answer,
  types,
  upload,
  status,
  refusals,
  isOpen,
}: Endpoint): JsonSchema {
  const parameters = [
    ...parametersOf(params, "path"),
    ...parametersOf(query, "query"),
    ...(method === "GET" ? [] : [changeHeader]),
  ];
  const files = types?.map((type) => [type, {}] as const);
  const content =
    files !== undefined ? Object.fromEntries(files) : answer && { "application/json": { schema: answer.json } };
  return {
    operationId: operationId(method, path),
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body.json } } } }),
    ...(upload && { requestBody: { required: true, content: { [upload.type]: {} } } }),
    responses: {
      ...(content === undefined
        ? { "204": { description: "Done" } }
        : { [status ?? 200]: { description: summary, content } }),
      ...Object.fromEntries((refusals ?? []).map((refused) => [refused, problem])),
      default: problem,
    },
    ...(isOpen === true ? { security: [] } : {}),
  };
}

function parametersOf(schema: AnySchema | undefined, place: "path" | "query"): readonly JsonSchema[] {
  const { properties = {}, required = [] } = (schema?.json ?? {}) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    ...{ name, in: place, required: required.includes(name), schema: rest },
    ...(description === undefined ? {} : { description }),
  }));
}

/** `GET /tables/{kind}` is getTablesByKind. */
function operationId(method: string, path: string): string {
  const words = path.replaceAll(/\{(\w)/g, "by-$1").split(/[^a-z0-9]+/i);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
