import { FatalError } from "../../errors.ts";
import { readPacket } from "../../formats/packet.ts";
import { portOfService } from "../../formats/service-ports.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import { endsWithMarker, packetTable, visibleText } from "../html.ts";
import { cutPage } from "../http/trouble.ts";
import type { LinksysSettings } from "./options.ts";

/**
 * The rows of the table, oldest first. It has two columns, and neither a time nor anything else that tells equal rows apart.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseLinksys({ body }: FetchedPage, router: LinksysSettings): ParsedPage {
  const { end_marker, log_marker, log_path, order } = router.options;
  if (!endsWithMarker(body, end_marker)) throw cutPage(router);
  const table = packetTable(body, 2);
  const hasMarker = visibleText(body).toLowerCase().includes(log_marker.toLowerCase());
  if (table === undefined || !hasMarker) {
    throw new FatalError(`the page ${log_path} is not the table of incoming packets: check log_path and log_marker`, {
      facts: { router: router.name, url: router.url, log_path },
    });
  }
  const entries = table.map(([source = "", port = ""]) => entryOf(source, port));
  return { entries: order === "newest_first" ? entries.reverse() : entries, isKeyed: false };
}

function entryOf(source: string, port: string): Entry {
  const key = `${source} ${port}`;
  const reading = readPacket({
    format: "linksys",
    action: "unknown",
    direction: "in",
    source,
    port: /^\d+$/.test(port) ? port : (portOfService(port) ?? port),
  });
  if (reading.kind === "event" && source !== "") return { kind: "event", key, weight: 1, event: reading.event };
  const reason = reading.kind === "reject" ? reading.reason : "not an address";
  return { kind: "reject", key, weight: 1, reason, text: key };
}
