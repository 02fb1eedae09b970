import { html, nothing } from "lit-html";
import type { FamilyInfo, OptionInfo, Setup } from "../../../model/set-up.ts";
import type { Part } from "../parts.ts";
import { familyName } from "../words.ts";

/** Which family, and what it is called. */
export function whatItIs(
  families: readonly FamilyInfo[],
  { id, models, switch_on }: FamilyInfo,
  choose: (id: string) => void,
): Part {
  const change = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLSelectElement) choose(currentTarget.value);
  };
  return html`
    <label>Kind of router <select name="family" @change=${change}>${families.map((family) => html`<option value=${family.id} .selected=${family.id === id}>${familyName(family.title, family.manufacturer)}</option>`)}</select>
      <small>${models.join(", ")}</small></label>
    ${switch_on === "" ? nothing : html`<p class="quiet">Its logging is switched on here: ${switch_on}.</p>`}
    <label>Name <input name="name" required pattern="[a-z0-9]+(_[a-z0-9]+)*" maxlength="32" value="home" autocomplete="off"><small>For topics and Home Assistant: small letters, digits and _.</small></label>`;
}

/** A router that is asked for its log. */
export function polledFields({ default_url }: FamilyInfo): Part {
  return html`
    <label>Address <input name="url" type="url" required .value=${default_url ?? "http://192.168.1.1"} autocomplete="off"></label>
    <label>User <input name="username" autocomplete="off"><small>Empty where it asks for a password alone.</small></label>
    <label>Password <input name="password" type="password" autocomplete="new-password"><small>Kept in the configuration, and never sent to a browser again.</small></label>
    <label>When it is read <input name="schedule" value="*/5 * * * *" autocomplete="off"><small>Cron: */5 * * * * is every five minutes. Or auto: as often as its log needs it.</small></label>
    <label>Its certificate, for https <select name="tls"><option value="">Must be right</option><option value="off">Is not looked at</option></select></label>`;
}

/** A router that sends its log. */
export function pushedFields({ syslog: { listen } }: Setup): Part {
  return html`
    ${
      listen.length > 0
        ? html`<p class="quiet">Have it send its log to this machine: it is listened for on ${listen.join(" and ")}.</p>`
        : html`<label>Where to listen for it <input name="listen" value="udp://0.0.0.0:5514" autocomplete="off"><small>Have it send its log to this machine's address and that port. Empty: only logs that you import.</small></label>`
    }
    <label>Addresses that its lines come from <input name="senders" placeholder="192.168.1.1" autocomplete="off"><small>Several with a comma; empty where it is the only one.</small></label>
    <label>Names that it has in its lines <input name="hostnames" autocomplete="off"></label>`;
}

export function zoneAndOptions({ options }: FamilyInfo): Part {
  return html`
    <label>Time zone of its clock <input name="timezone" value=${Intl.DateTimeFormat().resolvedOptions().timeZone} autocomplete="off"></label>
    ${options.length === 0 ? nothing : html`<details><summary>More options of this kind of router</summary><div class="form">${options.map(optionField)}</div></details>`}`;
}

/** Open while there is no configuration yet: then nobody has said where the broker is. */
export function brokerFields({ mqtt, has_file }: Setup): Part {
  return html`<details ?open=${!has_file}><summary>The MQTT broker</summary><div class="form">
    <label>Address <input name="mqtt.url" value=${mqtt.url} autocomplete="off"><small>Home Assistant needs a real one, such as mqtt://192.168.1.10:1883.</small></label>
    <label>User <input name="mqtt.username" value=${mqtt.username} autocomplete="off"></label>
    <label>Password <input name="mqtt.password" type="password" autocomplete="new-password">${mqtt.has_password ? html`<small>Empty leaves the one that is there.</small>` : nothing}</label>
  </div></details>`;
}

function optionField({ key, doc, default: usual, one_of, is_secret, min, max }: OptionInfo): Part {
  const name = `option.${key}`;
  if (typeof usual === "boolean")
    return html`<label class="line"><input type="checkbox" name=${name} value="true" ?checked=${usual}> ${doc}</label>`;
  if (one_of !== undefined)
    return html`<label>${key}<select name=${name}>${one_of.map((one) => html`<option ?selected=${one === usual}>${one}</option>`)}</select><small>${doc}</small></label>`;
  const type = is_secret ? "password" : typeof usual === "number" ? "number" : "text";
  return html`<label>${key}<input name=${name} type=${type} step="any" min=${min ?? nothing} max=${max ?? nothing} .value=${String(usual)} autocomplete="off"><small>${doc}</small></label>`;
}
