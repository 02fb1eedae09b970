import { html, render } from "lit-html";
import type { LogRow } from "../../../model/web-rows.ts";
import { exact } from "../format.ts";
import { strange } from "../parts.ts";

/** What the keys of a row are called, in the order in which they are shown. */
const names: Readonly<Partial<Record<keyof LogRow, string>>> = {
  source: "Source",
  source_port: "Its port",
  hostname: "Host name",
  domain: "Domain",
  network: "Network",
  asn: "Number of the network",
  country: "Country",
  destination: "Destination",
  protocol: "Protocol",
  port: "Port",
  service: "Service",
  icmp_type: "ICMP type",
  icmp_code: "ICMP code",
  tcp_flags: "TCP flags",
  action: "What the router did",
  count: "Packets",
  interface: "Interface",
  rule: "Rule",
  format: "Format of the line",
  router: "Router",
  id: "Id",
};

/** Shows everything that is known of one row. */
export function showRow(row: LogRow, zone: string | undefined): void {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "One row of the log");
  const timeMs = Date.parse(row.time);
  const doubt =
    row.time_uncertainty_ms === undefined ? "" : `, give or take ${Math.round(row.time_uncertainty_ms / 1000)} s`;
  const told = Object.entries(names).flatMap(([key, name]) => {
    const value = Object.entries(row).find(([other]) => other === key)?.[1];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : String(value)] as const];
  });
  render(
    html`<dl class="details">
        <div><dt>Your time</dt><dd>${exact(timeMs)}${doubt}</dd></div>
        ${zone === undefined ? "" : html`<div><dt>Router's clock</dt><dd>${exact(timeMs, zone)} (${zone})</dd></div>`}
        ${told.map(([name, value]) => html`<div><dt>${name}</dt><dd>${strange(value)}</dd></div>`)}
      </dl>
      <form method="dialog"><button class="main" autofocus>Close</button></form>`,
    dialog,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
