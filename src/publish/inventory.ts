import type { Topics } from "../topics.ts";

/**
 * Tells, for a topic that an earlier run left on the broker, whether it still belongs to this configuration.
 * @param discovery topics of the discovery messages that are sent now; none where Home Assistant is not wanted
 */
export function currentTopics(
  topics: Topics,
  routers: readonly string[],
  discovery: readonly string[],
): (topic: string) => boolean {
  const devices = new Set(discovery);
  const roots = [...routers, "bridge"].map((name) => `${topics.base}/${name}/`);
  return (topic) => devices.has(topic) || roots.some((root) => topic.startsWith(root));
}
