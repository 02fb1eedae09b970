import { resolveSecret } from "./files.ts";
import type { Problems } from "./problems.ts";
import { flag, text, type Values } from "./row.ts";
import { homeAssistantUrlRule, topicRule } from "./rules.ts";
import type { Leaf } from "./section.ts";

/** The keys of the block `home_assistant`. */
export const homeAssistantRows = {
  enabled: flag("Whether Home Assistant is told of the devices.", true),
  discovery_prefix: text("Topic below which Home Assistant looks for devices.", "homeassistant", {
    rule: topicRule,
    isRequired: true,
  }),
  status_topic: text("Topic on which Home Assistant says that it started.", "homeassistant/status", {
    rule: topicRule,
    isRequired: true,
  }),
  statistics: {
    enabled: flag("Whether its statistics get all probes at their own hour, also those that were found late.", false),
    url: text("Address of Home Assistant, such as http://homeassistant.local:8123.", "", {
      rule: homeAssistantUrlRule,
    }),
    token: text("Long-lived access token, made in the profile of an administrator.", "", { sensitive: true }),
    token_file: text("File that holds the token, in place of the line above.", ""),
  },
};

type HomeAssistantValues = Values<typeof homeAssistantRows>;

/** The block with its token read; what statistics need and lack is a problem where they are enabled. */
export function withToken(
  values: HomeAssistantValues,
  leaves: readonly Leaf[],
  cwd: string,
  problems: Problems,
): HomeAssistantValues {
  const { statistics } = values;
  const pathOf = (key: keyof HomeAssistantValues["statistics"]): string => `home_assistant.statistics.${key}`;
  const whereOf = (path: string): string =>
    leaves.findLast((leaf) => leaf.path.join(".") === path)?.written.where ?? "";
  const need = (key: "url" | "token", allowed: string): void => {
    // What was given and refused is a problem already.
    if (!statistics.enabled || leaves.some((leaf) => leaf.path.join(".") === pathOf(key) && leaf.written.value !== ""))
      return;
    problems.refuse(whereOf(pathOf("enabled")), pathOf(key), { value: "", isSecret: true }, { allowed });
  };
  need("url", "the address of Home Assistant, such as http://homeassistant.local:8123");
  if (statistics.token_file === "") need("token", "a long-lived access token, made in the profile of an administrator");
  const tokenFile = pathOf("token_file");
  const token = resolveSecret("token", statistics.token, statistics.token_file, {
    where: whereOf(tokenFile),
    path: tokenFile,
    cwd,
    problems,
  });
  return { ...values, statistics: { ...statistics, token } };
}
