import { html, nothing } from "lit-html";
import type { FamilyInfo, Setup, WrittenConfig } from "../../../model/set-up.ts";
import type { Look } from "../answers.ts";
import { apiUrl, post } from "../api.ts";
import type { Context, Page } from "../context.ts";
import { emptyNote, type Part, shown } from "../parts.ts";
import { visible } from "../text.ts";
import { actionNote, isUnderWay, perform } from "./perform.ts";
import { filledIn } from "./setup-entry.ts";
import { brokerFields, polledFields, pushedFields, whatItIs, zoneAndOptions } from "./setup-fields.ts";

const subject = "setup";

let familyId = "";
let preview = "";

/** Leads through a router: what it is, where it is, whether it lets us in; then writes the configuration. */
export function setup(context: Context): Page {
  const loaded = context.read<Setup>(apiUrl("setup"));
  return {
    title: "Set-up",
    body: html`
      <header class="view-head"><div><h1 tabindex="-1">Set up a router</h1><p class="quiet">What it is, where it is, a look whether it lets us in; then the configuration is written.</p></div></header>
      ${shown(
        loaded,
        ({ families }) => families.length === 0,
        emptyNote("No kind of router is known."),
        (value) => steps(value, context),
      )}`,
  };
}

function steps(value: Setup, context: Context): Part {
  const family = value.families.find(({ id }) => id === familyId) ?? value.families[0];
  if (family === undefined) return nothing;
  const choose = (id: string) => {
    familyId = id;
    preview = "";
    context.redraw();
  };
  return html`${value.may_write ? nothing : html`<p class="note">${value.why_not ?? "The configuration cannot be written from here."}</p>`}
    <form class="form" @submit=${(event: SubmitEvent) => submit(event, family, value, context)}>
      <fieldset><legend>1. What it is</legend>${whatItIs(value.families, family, choose)}</fieldset>
      <fieldset><legend>2. Where it is</legend>
        ${family.side === "poll" ? polledFields(family) : pushedFields(value)}
        ${zoneAndOptions(family)}
      </fieldset>
      <fieldset><legend>3. Try it, and write it down</legend>
        ${brokerFields(value)}
        ${buttons(family, value)}
        ${actionNote(subject)}
        ${preview === "" ? nothing : html`<pre class="preview" tabindex="0" role="region" aria-label="The configuration">${preview.split("\n").map(visible).join("\n")}</pre>`}
      </fieldset>
    </form>`;
}

function buttons({ side }: FamilyInfo, { may_write }: Setup): Part {
  const isBusy = isUnderWay(subject);
  return html`<div class="row">
    ${side === "poll" ? html`<button name="do" value="check" ?disabled=${isBusy}>Try it</button>` : nothing}
    <button name="do" value="show" ?disabled=${isBusy}>Show what is written</button>
    ${may_write ? html`<button class="main" name="do" value="write" ?disabled=${isBusy}>Write the configuration</button>` : nothing}
  </div>`;
}

function submit(event: SubmitEvent, family: FamilyInfo, { mqtt }: Setup, context: Context): void {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const filled = filledIn(new FormData(event.currentTarget), family, mqtt);
  const wanted = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "show";
  const work =
    wanted === "check" ? () => look(filled.router) : () => write({ ...filled, is_dry_run: wanted === "show" });
  void perform(subject, wanted === "check" ? "Looking at the router" : "Writing", work, context);
}

async function look(router: object): Promise<string> {
  const { is_sound, words } = await post<Look>(apiUrl("setup/check"), router);
  return `${is_sound ? "It works" : "It does not work"}: ${words}`;
}

async function write(wished: object): Promise<string> {
  const { file, text, is_written } = await post<WrittenConfig>(apiUrl("setup/config"), wished);
  preview = text;
  if (!is_written) return `This would be written to ${file}.`;
  return `Written to ${file}. The program goes on with it now.`;
}
