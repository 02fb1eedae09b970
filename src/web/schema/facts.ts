import { episodeStates, findingKinds, severities } from "../../model/finding.ts";
import { integer, text, word } from "../schema.ts";

export const severity = word("how bad", severities);
export const kind = word("what was found", findingKinds);
export const episodeState = word("what was told of it last", episodeStates);
export const routerName = text("name of the router");
export const address = text("an address");
export const port = integer("a port", { minimum: 0, maximum: 65_535 });

/** How many there are of something. */
export const counts = (description: string) => integer(description, { minimum: 0 });
