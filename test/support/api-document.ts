import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { type AskOptions, ask, type WebAnswer } from "./web.ts";

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

/** A server of the API, each answer of which is held to the server's own description. */
export interface DescribedApi {
  readonly document: Readonly<Record<string, unknown>>;
  /** @param path below `api/v1`, as it is asked for; `route` as it is described, where that is another */
  ask(path: string, options?: AskOptions & { readonly route?: string }): Promise<WebAnswer>;
}

export async function describedApi(url: string): Promise<DescribedApi> {
  const document = (await ask(url, "/api/v1/openapi.json")).json() as Readonly<Record<string, unknown>>;
  const ajv = new Ajv2020({ strict: true, strictTuples: false, allErrors: true });
  formatsPlugin.default(ajv, ["date", "date-time"]);
  const { schemas } = document["components"] as { readonly schemas: Readonly<Record<string, object>> };
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);
  const validators = new Map<object, ValidateFunction>();
  return {
    document,
    async ask(path, { route, ...options } = {}) {
      const answer = await ask(url, `/api/v1${path}`, options);
      const described = route ?? path.split("?")[0] ?? "";
      const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
      const operation = paths[described]?.[(options.method ?? "get").toLowerCase()];
      assert.ok(operation, `${described} is not described`);
      const response = operation.responses[answer.status] ?? operation.responses["default"];
      const type = answer.headers["content-type"]?.split(";")[0] ?? "";
      if (answer.status === 204) return answer;
      const schema = response?.content?.[type]?.schema;
      assert.ok(schema, `${described}: ${answer.status} ${type} is not described`);
      const validate = validators.get(schema) ?? ajv.compile(resolved(schema));
      validators.set(schema, validate);
      if (!validate(answer.json())) assert.fail(`${path}: ${ajv.errorsText(validate.errors)}\n${answer.text}`);
      return answer;
    },
  };
}

/** References are to the document's own schemas. */
function resolved(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/components/schemas/', '"$ref":"'));
}
