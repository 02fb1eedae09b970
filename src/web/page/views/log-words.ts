import { html, nothing } from "lit-html";
import type { LogRow } from "../../../model/web-rows.ts";
import { count } from "../format.ts";
import { type Part, strange } from "../parts.ts";

const outcomes = { drop: "dropped", reject: "refused", accept: "let in", unknown: "not told" } as const;

/** What was knocked on: `udp/137 netbios-ns`, `icmp type 8`. */
export function doorOf({ protocol, port, icmp_type, service }: LogRow): Part {
  const name = service === undefined ? nothing : html` <span class="quiet">${service}</span>`;
  if (icmp_type !== undefined) return html`<span class="door">${strange(protocol ?? "icmp")} type ${icmp_type}</span>`;
  if (port === undefined) return html`<span class="door">${strange(protocol ?? "not told")}</span>`;
  return html`<span class="door">${protocol === undefined ? "port " : html`${strange(protocol)}/`}${port}</span>${name}`;
}

/** What became of the packet. */
export function outcomeOf(row: LogRow): Part {
  return row.class === "admitted" ? html`<strong class="alarm">let in</strong>` : html`${outcomes[row.action]}`;
}

/** How often the line says that it came. */
export function timesOf({ count: times }: LogRow): Part {
  return times === undefined ? nothing : html` <span class="quiet">${count(times)} times</span>`;
}
