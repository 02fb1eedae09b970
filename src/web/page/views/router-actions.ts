import { html, nothing } from "lit-html";
import type { ScrapeOutcome } from "../../../model/actions.ts";
import type { RouterOverview } from "../../../model/web.ts";
import type { Look } from "../answers.ts";
import { apiUrl, post } from "../api.ts";
import type { Context } from "../context.ts";
import { count, counted } from "../format.ts";
import type { Part } from "../parts.ts";
import { capture, captured } from "./capture.ts";
import { actionNote, isUnderWay, perform } from "./perform.ts";

/** What can be done with one router. */
export function routerActions({ name, side, state }: RouterOverview, context: Context): Part {
  const subject = `router ${name}`;
  const isPaused = state?.paused === true;
  const act = (words: string, work: () => Promise<string>) => () => void perform(subject, words, work, context);
  const scrape = async () => {
    const { routers } = await post<{ routers: readonly ScrapeOutcome[] }>(apiUrl("actions/scrape"), { router: name });
    return routers
      .map(
        (one) =>
          `Read: ${counted(one.entries, "entry", "entries")}, ${count(one.new)} new, ${counted(one.probes, "probe")}.`,
      )
      .join(" ");
  };
  const pause = async () => {
    await post(apiUrl("actions/pause"), { router: name, is_paused: !isPaused });
    return isPaused ? "It is read again." : "Paused: it is left alone until you resume it.";
  };
  const check = async () => {
    const { is_sound, words } = await post<Look>(apiUrl("actions/check"), { router: name });
    return `${is_sound ? "Sound" : "Not sound"}: ${words}`;
  };
  const threshold = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const probes = Number(new FormData(event.currentTarget).get("probes"));
    void perform(
      subject,
      "Setting",
      async () => {
        await post(apiUrl("actions/burst-threshold"), { router: name, probes });
        return `${count(probes)} probes make a burst from now on.`;
      },
      context,
    );
  };
  const captureAgain = (hide: readonly string[]) => act("Capturing", () => capture(name, hide))();
  const isBusy = isUnderWay(subject);
  return html`<div class="row actions">
      ${side === "poll" ? html`<button ?disabled=${isBusy} @click=${act("Reading", scrape)}>Read now</button><button ?disabled=${isBusy} @click=${act("Looking", check)}>Check</button><button ?disabled=${isBusy} @click=${act("Capturing", () => capture(name))}>Capture</button>` : nothing}
      <button ?disabled=${isBusy} @click=${act(isPaused ? "Resuming" : "Pausing", pause)} aria-pressed=${isPaused}>${isPaused ? "Resume" : "Pause"}</button>
      <form class="row" @submit=${threshold}><label>Probes that make a burst
        <input type="number" name="probes" min="2" max="10000" required .defaultValue=${String(state?.burst_threshold ?? 3)}></label><button ?disabled=${isBusy}>Set</button></form>
    </div>
    ${actionNote(subject)}${captured(name, captureAgain)}`;
}
