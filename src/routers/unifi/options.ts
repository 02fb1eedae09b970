import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";

/**
 * Where the log is asked for is known from others who ask for it; what its rows are made of nobody has published. So every field is an
 * option: names of fields, parts of a name behind a dot, several of them separated by commas, of which the first that fits counts.
 */
export const unifiOptions = {
  login_path: { doc: "Path that logs in; /api/login on a controller without UniFi OS", default: "/api/auth/login" },
  network_path: {
    doc: "Path that UniFi Network is found under; empty on a controller without UniFi OS",
    default: "/proxy/network",
  },
  site: { doc: "The site, as it stands in the address of its pages", default: "default" },
  log: { doc: "Which of the system's logs is read", default: "triggers", oneOf: ["triggers", "threats", "all"] },
  trigger_types: {
    doc: "What is asked for of the log of triggers, separated by commas; empty for everything",
    default: "TRAFFIC_RULE, TRAFFIC_ROUTE, FIREWALL_RULE",
  },
  time_fields: { doc: "Fields of a row that hold its time, in ms or s since 1970", default: "timestamp, time" },
  source_fields: {
    doc: "Fields that hold the address which a packet came from",
    default: "parameters.SRC_IP, parameters.SRC_CLIENT, src_ip",
  },
  destination_fields: {
    doc: "Fields that hold the address which it went to",
    default: "parameters.DST_IP, parameters.DST_CLIENT, dest_ip",
  },
  source_port_fields: { doc: "Fields that hold the port which it came from", default: "parameters.SRC_PORT, src_port" },
  port_fields: { doc: "Fields that hold the port which it went to", default: "parameters.DST_PORT, dest_port" },
  protocol_fields: { doc: "Fields that hold its protocol", default: "parameters.PROTOCOL, proto" },
  action_fields: {
    doc: "Fields with a word that says what became of it",
    default: "parameters.ACTION, action, status, event, key",
  },
  rule_fields: {
    doc: "Fields that hold the name of the rule",
    default: "parameters.TRIGGER, parameters.FIREWALL_RULE, parameters.POLICY",
  },
} as const satisfies OptionTable;

export type UnifiOptions = OptionValues<typeof unifiOptions>;
export type UnifiSettings = RouterSettings<UnifiOptions>;
