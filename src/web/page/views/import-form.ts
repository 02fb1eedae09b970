import { html, nothing } from "lit-html";
import type { ImportJob } from "../../../model/import-job.ts";
import { apiUrl, post, remove } from "../api.ts";
import type { Context } from "../context.ts";
import { bytes, percent } from "../format.ts";
import type { Part } from "../parts.ts";
import { visible } from "../text.ts";
import { importOutcome } from "./import-outcome.ts";
import { actionNote, isUnderWay, perform } from "./perform.ts";

const subject = "import";

/** Brings in a log that was kept elsewhere. */
export function importForm(context: Context): Part {
  const told = context.read<{ imports: readonly ImportJob[] }>(apiUrl("imports"));
  const jobs = (told.value?.imports ?? []).map((job) => context.live.imports.get(job.id) ?? job);
  return html`<p class="quiet">A log that your router or a server kept: plain or packed. What is known already is not counted twice.</p>
    <form class="form" @submit=${(event: SubmitEvent) => send(event, context)}>
      <label>File <input type="file" name="file" required></label>
      <label>Router <select name="router">${context.overview.routers.map(({ name }) => html`<option ?selected=${name === context.place.query["router"]}>${name}</option>`)}</select></label>
      <details><summary>If its lines lack the year, or its clock was elsewhere</summary>
        <div class="form">
          <label>Year <input name="year" inputmode="numeric" pattern="[0-9]{4}" size="6"></label>
          <label>Time zone <input name="timezone" placeholder="Europe/Berlin" autocomplete="off"></label>
          <label class="line"><input type="checkbox" name="snapshots" value="true"> Several mails or pages that overlap</label>
        </div></details>
      <div><button class="main" ?disabled=${isUnderWay(subject)}>Import</button></div>
    </form>
    ${actionNote(subject)}
    <ul class="plain">${jobs.map((job) => progress(job, context))}</ul>`;
}

function send(event: SubmitEvent, context: Context): void {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const form = event.currentTarget;
  const { file, ...fields } = Object.fromEntries(new FormData(form));
  if (!(file instanceof File)) return;
  const query = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
  // It tells the year where lines have none.
  const date = new Date(file.lastModified).toISOString();
  void perform(
    subject,
    "Sending",
    async () => {
      await post<ImportJob>(apiUrl("imports", { ...query, name: file.name, date }), file);
      form.reset();
      return `${file.name} was sent.`;
    },
    context,
  );
}

function progress(job: ImportJob, context: Context): Part {
  const { name, router, state, bytes: size, bytes_done, problem } = job;
  const isGoing = state === "waiting" || state === "running";
  const cancel = () =>
    void perform(
      subject,
      "Stopping",
      async () => {
        await remove(apiUrl(`imports/${encodeURIComponent(job.id)}`));
        return "Stopped: what was written stays.";
      },
      context,
    );
  return html`<li class="import">
    <strong><bdi>${visible(name)}</bdi></strong> <span class="quiet">${bytes(size)}, router ${router}</span>
    ${
      isGoing
        ? html`<progress max=${Math.max(1, size)} .value=${bytes_done} aria-label=${`Import of ${visible(name)}`}></progress>
            <span>${state === "waiting" ? "waits" : percent((100 * bytes_done) / Math.max(1, size))}</span> <button @click=${cancel}>Stop</button>`
        : html`<div>${importOutcome(job)}</div>`
    }
    ${problem === undefined ? nothing : html`<p class="problem">${visible(problem)}</p>`}
  </li>`;
}
