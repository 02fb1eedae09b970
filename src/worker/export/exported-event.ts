import type { AddressLabels, Labels } from "../../model/labels.ts";
import { type WireEvent, wireLabels, wireRecord } from "../../model/wire.ts";
import type { EventRecord } from "./row-format.ts";

/** An event as DESIGN 4.2 has it, column "export". */
export function exportedEvent({ event, router, id }: EventRecord, labels: Labels): WireEvent {
  return { ...wireRecord(event, router, id), ...wireLabels(event, sourceLabels(event.source, labels), labels.service) };
}

/** What is known of a source by now. */
export function sourceLabels(source: string | undefined, labels: Labels): AddressLabels {
  return source === undefined ? {} : labels.of(source);
}
