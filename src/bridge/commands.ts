import type { Config } from "../config.ts";
import { describeError, FatalError, RetryableError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Actions } from "../model/actions.ts";
import type { MqttLink } from "../publish/link.ts";
import type { RouterCommand, Topics } from "../topics.ts";

export interface CommandsParts {
  readonly link: MqttLink;
  readonly topics: Topics;
  readonly config: Pick<Config, "routers">;
  readonly actions: Actions;
  readonly log: Log;
}

/** No command is longer. */
const longestPayload = 64;

/** Listens to what is set by MQTT. What cannot be done is told in the log: nobody waits for an answer. */
export function listenForCommands({ link, topics, config, actions, log }: CommandsParts): void {
  const commands: Readonly<Record<RouterCommand, (router: string, payload: string) => unknown>> = {
    scrape,
    pause: (router, payload) => actions.pause(router, onOrOff(payload)),
    burst_threshold: (router, payload) => actions.setBurstThreshold(router, wholeNumber(payload)),
  };
  for (const { name: router } of config.routers) {
    for (const [command, act] of Object.entries(commands)) {
      listen(router, topics.router(router).set(command as RouterCommand), (payload) => act(router, payload));
    }
  }
  listen("bridge", topics.setLogLevel, (payload) => actions.setLogLevel(payload));

  /** A pass that fails says so itself, and one that is under way already is as good. */
  async function scrape(router: string): Promise<void> {
    try {
      await actions.scrape(router);
    } catch (thrown) {
      if (!(thrown instanceof RetryableError)) throw thrown;
    }
  }

  function listen(scope: string, filter: string, act: (payload: string) => unknown): void {
    link.subscribe(filter, (topic, payload, isRetained) => {
      // One that somebody retained by mistake would come again at every connect.
      if (!isRetained) void obey(scope, topic, payload, act);
    });
  }

  async function obey(scope: string, topic: string, payload: string, act: (payload: string) => unknown): Promise<void> {
    try {
      if (payload.length > longestPayload)
        throw new FatalError(`more than ${longestPayload} characters are no command`);
      await act(payload);
    } catch (thrown) {
      log.warn(scope, `${topic} cannot be done: ${describeError(thrown)}`);
    }
  }
}

function onOrOff(payload: string): boolean {
  if (payload === "ON") return true;
  if (payload === "OFF") return false;
  throw new FatalError(`${JSON.stringify(payload)} is neither ON nor OFF`);
}

function wholeNumber(payload: string): number {
  if (!/^\d+(\.0+)?$/.test(payload)) throw new FatalError(`${JSON.stringify(payload)} is no number`);
  return Number(payload);
}
