import { type Actions, burstThresholdLimits, type Checked, type ScrapeOutcome } from "../../model/actions.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { counts, routerName } from "../schema/facts.ts";
import { flag, integer, list, object, optional, type Schema, text } from "../schema.ts";

const router = text("name of a router", { minLength: 1, maxLength: 64 });

const scrapeOutcome: Schema<ScrapeOutcome> = object("What a pass brought.", {
  router: routerName,
  entries: counts("entries on the page"),
  new: counts("how many of them were new"),
  probes: counts("how many of those were probes"),
});

const failed = [422];

/** What a look showed. */
export const checked = object("What a look showed.", {
  is_sound: flag("whether its log can be read"),
  words: text("what was seen, in a sentence"),
});

const mostNames = { maxItems: 1000 };

const captured = object("What can be sent to whoever writes a family.", {
  files: list("one after the other", object("A file.", { name: text("its name"), content: text("what is in it") })),
  exchanges: counts("requests with their answers"),
  replaced: counts("things that have a stand-in"),
  words: text("what was read, or why nothing was"),
});

/** What is done by the running bridge. */
export function actionEndpoints(actions: Actions): readonly Endpoint[] {
  return [
    endpoint({
      method: "POST",
      path: "/actions/scrape",
      summary: "Read a router's log now, or each one's",
      body: object("Which one.", { router: optional(router) }),
      answer: object("What it brought.", { routers: list("each one's", scrapeOutcome) }),
      refusals: failed,
      answerTo: async ({ body }) => ({ routers: await actions.scrape(body.router) }),
    }),
    endpoint({
      method: "POST",
      path: "/actions/pause",
      summary: "Leave a router alone, or go on with it",
      body: object("Which one.", { router, is_paused: flag("whether it is left alone") }),
      refusals: failed,
      answerTo: ({ body }) => actions.pause(body.router, body.is_paused),
    }),
    endpoint({
      method: "POST",
      path: "/actions/burst-threshold",
      summary: "Say how many probes make a burst",
      body: object("How many, where.", {
        router,
        probes: integer("probes", { minimum: burstThresholdLimits.min, maximum: burstThresholdLimits.max }),
      }),
      refusals: failed,
      answerTo: ({ body }) => actions.setBurstThreshold(body.router, body.probes),
    }),
    endpoint({
      method: "POST",
      path: "/actions/log-level",
      summary: "Say how much the program's log tells",
      body: object("How much.", { level: text("debug, info, warn or error", { maxLength: 16 }) }),
      refusals: failed,
      answerTo: ({ body }) => actions.setLogLevel(body.level),
    }),
    endpoint({
      method: "POST",
      path: "/actions/rediscover",
      summary: "Tell Home Assistant of every device again, also of those that were deleted",
      answer: object("What was told.", { devices: counts("devices") }),
      refusals: failed,
      answerTo: () => ({ devices: actions.rediscover() }),
    }),
    endpoint({
      method: "POST",
      path: "/actions/check",
      summary: "Look at a router's log once, and keep nothing",
      body: object("Which one.", { router }),
      answer: checked,
      refusals: failed,
      answerTo: async ({ body, signal }) => checkedAnswer(await actions.check(body.router, signal)),
    }),
    endpoint({
      method: "POST",
      path: "/actions/capture",
      summary: "Read a router's log once for strangers, with stand-ins for all that is the household's",
      body: object("Which one.", {
        router,
        hide: optional(
          list("names to hide, beside those that are found", text("a name", { maxLength: 253 }), mostNames),
        ),
      }),
      answer: captured,
      refusals: failed,
      answerTo: async ({ body, signal }) => {
        const { files, ...rest } = await actions.capture(body.router, body.hide ?? [], signal);
        return { ...rest, files: [...files].map(([name, content]) => ({ name, content })) };
      },
    }),
  ];
}

export function checkedAnswer({ isSound, words }: Checked): { readonly is_sound: boolean; readonly words: string } {
  return { is_sound: isSound, words };
}
