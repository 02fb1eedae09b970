import { html, nothing } from "lit-html";
import type { Captured } from "../answers.ts";
import { apiUrl, post } from "../api.ts";
import { counted } from "../format.ts";
import type { Part } from "../parts.ts";
import { visible } from "../text.ts";

/** By the router's name. They stay until the page is left: nothing is sent anywhere. */
const captures = new Map<string, Captured>();
/** More than this is nobody going to read in a box; the file has it all. */
const longestShown = 100_000;

/** Reads a router once for strangers, with names hidden beside those that are found; says what came of it. */
export async function capture(router: string, hide: readonly string[] = []): Promise<string> {
  const made = await post<Captured>(apiUrl("actions/capture"), { router, hide });
  captures.set(router, made);
  return `${counted(made.exchanges, "exchange")}, ${counted(made.replaced, "stand-in")}: ${made.words}`;
}

/** What was captured of a router: to be read before it is sent to anybody. @param again captures anew, with more names hidden */
export function captured(router: string, again: (hide: readonly string[]) => void): Part {
  const made = captures.get(router);
  if (made === undefined) return nothing;
  return html`<details open><summary>Captured</summary>
    <p class="quiet">Addresses, names and secrets have stand-ins. Read it before you send it: a name that nothing announces as one is still there.</p>
    ${made.files.map(
      ({ name, content }) => html`<label class="captured">${name}
        <textarea readonly rows="8" spellcheck="false" .value=${readable(content)}></textarea></label>
        <button @click=${() => keep(`${router}-${name}`, content)}>Download ${name}</button>`,
    )}
    <form class="form" @submit=${namesTo(again)}><label>More names to hide
      <input name="hide" required autocomplete="off"><small>Several with a comma: of computers, people, your Wi-Fi.</small></label><div><button>Capture again</button></div></form></details>`;
}

function namesTo(again: (hide: readonly string[]) => void): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const names = String(new FormData(event.currentTarget).get("hide")).split(",");
    again(names.map((name) => name.trim()).filter((name) => name !== ""));
  };
}

/** Line by line, with what would disguise itself as escapes. */
function readable(content: string): string {
  return content.slice(0, longestShown).split("\n").map(visible).join("\n");
}

function keep(name: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
