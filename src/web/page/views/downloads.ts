import { html, nothing } from "lit-html";
import { apiUrl, type Query } from "../api.ts";
import type { Context } from "../context.ts";
import type { Part } from "../parts.ts";
import { ranges } from "../range.ts";

const reportFormats = [
  ["html", "A page to keep or print"],
  ["text", "Text"],
  ["json", "JSON"],
  ["csv", "CSV, for spreadsheets"],
] as const;

const exportFormats = [
  ["ndjson", "JSON, one probe a line"],
  ["csv", "CSV, for spreadsheets"],
  ["ecs", "Elastic Common Schema"],
  ["dshield", "DShield"],
] as const;

/** The report of a time, to look at or to keep. */
export function reportForm(context: Context): Part {
  return html`<p class="quiet">How often, who, on which doors, when, and what was lost: on one page.</p>
    <form class="form" @submit=${download("report", {})}>
      ${common(context, "14d", reportFormats)}
      <div class="row"><button class="main">Download</button>
      <button name="inline" value="true" formtarget="_blank">Look at it</button></div>
    </form>`;
}

/** Every probe of a time, for other programs. */
export function exportForm(context: Context): Part {
  return html`<p class="quiet">Every single probe, for a spreadsheet or another program.</p>
    <form class="form" @submit=${download("export", {})}>
      ${common(context, "7d", exportFormats)}
      <label class="line"><input type="checkbox" name="admitted" value="true"> What was let in, too</label>
      <label class="line"><input type="checkbox" name="gaps" value="true"> What was lost, instead</label>
      <details><summary>For DShield</summary><div class="form"><label>Number of your account there <input name="dshield_user_id" inputmode="numeric" pattern="[0-9]*" autocomplete="off"></label></div></details>
      <div><button class="main">Download</button></div>
    </form>`;
}

function common({ overview, place }: Context, time: string, formats: readonly (readonly [string, string])[]): Part {
  const times = ranges.some(([value]) => value === time)
    ? ranges
    : [...ranges.slice(0, 3), [time, "Two weeks"] as const, ...ranges.slice(3)];
  return html`
    <label>Time <select name="from">${times.map(([value, name]) => html`<option value=${value} ?selected=${value === time}>${name}</option>`)}</select></label>
    ${
      overview.routers.length < 2
        ? nothing
        : html`<label>Router <select name="router"><option value="">All</option>${overview.routers.map(
            ({ name }) => html`<option ?selected=${name === place.query["router"]}>${name}</option>`,
          )}</select></label>`
    }
    <label>As <select name="format">${formats.map(([value, name]) => html`<option value=${value}>${name}</option>`)}</select></label>`;
}

/** The browser takes the file from an address, so it may be as large as it likes. */
function download(path: string, fixed: Query): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = Object.fromEntries(
      [...new FormData(event.currentTarget, event.submitter)].map(([key, value]) => [key, String(value)]),
    );
    const link = document.createElement("a");
    const isLookedAt = fields["inline"] === "true";
    link.href = apiUrl(path, { ...fixed, ...fields, ...(isLookedAt ? { format: "html" } : {}) });
    if (isLookedAt) Object.assign(link, { target: "_blank", rel: "noopener" });
    else link.download = "";
    link.click();
  };
}
