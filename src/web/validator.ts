import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { FastifySchemaCompiler } from "fastify";
import type { FastifyValidationResult } from "fastify/types/schema.js";

/**
 * Holds requests to their schemas. What a schema asks is compiled when it is first needed: all of them at the start would take 13 MB of a
 * bridge whose page nobody looks at.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  // Text of a query becomes the number, truth or list that it stands for.
  const ajv = new Ajv2020({ coerceTypes: "array", removeAdditional: false, allErrors: false });
  return ({ schema }) => {
    let compiled: ValidateFunction | undefined;
    const validate: FastifyValidationResult = (data: unknown): boolean => {
      compiled ??= ajv.compile(schema);
      const isFit = compiled(data);
      validate.errors = compiled.errors ?? null;
      return isFit;
    };
    return validate;
  };
}
