import { html, nothing } from "lit-html";
import { apiUrl, post } from "../api.ts";
import type { Context } from "../context.ts";
import { counted } from "../format.ts";
import type { Part } from "../parts.ts";
import { setTheme, themeNow, themes } from "../theme.ts";
import { actionNote, isUnderWay, perform } from "./perform.ts";

const subject = "program";
const themeNames = { system: "As the system", light: "Light", dark: "Dark" } as const;

/** What can be set of the program while it runs. */
export function programForm(context: Context): Part {
  const { info, overview, session, redraw } = context;
  const setLevel = ({ currentTarget }: Event) => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    const level = currentTarget.value;
    void perform(
      subject,
      "Setting",
      async () => {
        await post(apiUrl("actions/log-level"), { level });
        return `The log level is ${level}.`;
      },
      context,
    );
  };
  const scrape = () =>
    void perform(
      subject,
      "Reading",
      async () => {
        await post(apiUrl("actions/scrape"), {});
        return "All routers were read.";
      },
      context,
    );
  const rediscover = () =>
    void perform(
      subject,
      "Telling",
      async () => {
        const { devices } = await post<{ devices: number }>(apiUrl("actions/rediscover"), {});
        return `Home Assistant was told of ${counted(devices, "device")} again.`;
      },
      context,
    );
  const appearance = ({ currentTarget }: Event) => {
    const theme = themes.find((known) => currentTarget instanceof HTMLSelectElement && known === currentTarget.value);
    if (theme === undefined) return;
    setTheme(theme);
    redraw();
  };
  const changing = html`<label>Log level <select @change=${setLevel}>${info.log_levels.map((level) => html`<option .selected=${level === overview.health.log_level}>${level}</option>`)}</select>
      <small>How much the program tells in its own log.</small></label>
    <div class="row"><button ?disabled=${isUnderWay(subject)} @click=${scrape}>Read all routers now</button>
      <button ?disabled=${isUnderWay(subject)} @click=${rediscover}>Tell Home Assistant again</button></div>`;
  return html`<div class="form">
      <label>Appearance <select @change=${appearance}>${themes.map((theme) => html`<option value=${theme} .selected=${theme === themeNow()}>${themeNames[theme]}</option>`)}</select></label>
      ${session.may_change ? changing : nothing}
      <p><a href="api/v1/openapi.json">The API, as OpenAPI</a> · <a href="metrics">Metrics</a></p>
    </div>
    ${actionNote(subject)}`;
}
