import type { FastifyReply, FastifyRequest } from "fastify";
import type { Asset, Coding } from "./assets.ts";

/** Sends a file in the smallest form that the browser takes, or tells that it has it already. */
export function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({ etag: asset.etag, "cache-control": "no-cache", vary: "Accept-Encoding" });
  if (request.headers["if-none-match"]?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === asset.etag))
    return reply.code(304).send();
  const coding = codingFor(request.headers["accept-encoding"] ?? "", asset);
  if (coding !== "identity") reply.header("content-encoding", coding);
  return reply.type(asset.type).send(asset.bodies[coding]);
}

function codingFor(accepted: string, { bodies }: Asset): Coding {
  const taken = accepted
    .toLowerCase()
    .split(",")
    .filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry))
    .map((entry) => entry.split(";")[0]?.trim());
  return (
    (["br", "gzip"] as const).find((coding) => taken.includes(coding) && bodies[coding] !== undefined) ?? "identity"
  );
}
