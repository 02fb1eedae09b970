import { html, nothing, type TemplateResult } from "lit-html";
import type { Episode } from "../../model/web-rows.ts";
import { linkTo } from "./address.ts";
import { count, counted, duration } from "./format.ts";
import { type Part, sourceLink } from "./parts.ts";
import { kindNames, severityNames } from "./words.ts";

/** How many ports a sentence names. */
const namedPorts = 8;

/** What happened, as a sentence. */
export function storyOf(episode: Episode): TemplateResult {
  const { kind, sources, ports } = episode;
  const { length } = sources;
  const [first] = sources;
  const who = first === undefined ? html`Somebody` : length === 1 ? sourceLink(first) : html`${length} sources`;
  const times = counted(episode.count, episode.counted_by);
  const within = withinWords(episode);
  switch (kind) {
    case "burst":
      return html`${who} knocked ${count(episode.count)} times${on(episode)}${within}.`;
    case "flood":
      return html`${who} sent ${times}${on(episode)}${within}.`;
    case "port_scan":
      return html`${who} tried ${counted(ports.length, "port")}: ${portWords(episode)}. ${times}${within}.`;
    case "coordinated_scan":
      return html`${length} neighbours knocked${on(episode)}: ${times}${within}.`;
    case "returning":
      return html`${who} came back: on ${times} of a week${on(episode)}.`;
    case "surge":
      return html`${times} came${on(episode)}, far more than usual.`;
    case "let_in":
      return html`${who} was let in${on(episode)}: ${times}${within}.`;
  }
}

/** Its kind, and how bad it is. */
export function badge({ kind, severity, is_open }: Pick<Episode, "kind" | "severity" | "is_open">): TemplateResult {
  return html`<span class="badge" data-severity=${severity} ?data-open=${is_open}>${kindNames[kind]}<span class="quiet"> ${severityNames[severity]}</span></span>`;
}

function on(episode: Episode): Part {
  return episode.ports.length === 0 ? nothing : html` on ${portWords(episode)}`;
}

function portWords({ ports, protocol }: Episode): TemplateResult {
  const named = ports.slice(0, namedPorts);
  const rest = ports.length - named.length;
  const links = named.map(
    (port, index) =>
      html`${index === 0 ? "" : ", "}<a href=${linkTo("log", { port, protocol, from: "all" })}>${protocol === undefined || ports.length > 1 ? port : `${protocol}/${port}`}</a>`,
  );
  const word = protocol === undefined && ports.length === 1 ? "port " : "";
  return html`${word}${links}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function withinWords({ first_seen, last_seen }: Episode): string {
  const ms = Date.parse(last_seen) - Date.parse(first_seen);
  return ms < 1000 ? " within a second" : ` within ${duration(ms)}`;
}
