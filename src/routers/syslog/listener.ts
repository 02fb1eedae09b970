import type { Listener, ListenerParts } from "../../model/listener.ts";
import { type Endpoint, type EndpointEvents, placeOf } from "./endpoint.ts";
import { createLosses } from "./losses.ts";
import { createSenders } from "./senders.ts";
import { openTcp } from "./tcp.ts";
import { openUdp } from "./udp.ts";
import { createUnknownSenders } from "./unknown-senders.ts";

/**
 * Listens on every address, or on none.
 * @throws RetryableError when one cannot be bound, with what to do
 */
export async function listenSyslog(parts: ListenerParts): Promise<Listener> {
  const senders = createSenders(parts.routers);
  const unknown = createUnknownSenders();
  const losses = createLosses();
  let received = 0;
  const events: EndpointEvents = {
    now: parts.now,
    onLine: (address, text, canWait) => {
      received += 1;
      const whose = senders.of(address, text);
      if ("router" in whose) {
        if (!canWait) losses.arrived(whose.router);
        return parts.onLine(whose.router, { text, receivedAtMs: parts.now() }, canWait);
      }
      if (!canWait) losses.arrived(undefined);
      const sender = { address, host: whose.host };
      if (unknown.count(sender)) parts.onUnknown(sender);
      return true;
    },
    onTorn: (address, text) => {
      const whose = senders.of(address, text);
      if ("router" in whose) losses.lose(whose.router, 1, true);
    },
    onTrouble: parts.onTrouble,
    onFailure: parts.onFailure,
  };
  const endpoints = await openAll(parts.addresses, events);
  const dropped = (): number => endpoints.reduce((sum, endpoint) => sum + endpoint.dropped(), 0);
  return {
    addresses: endpoints.map(({ address }) => address),
    status: () => ({
      received,
      unknown: unknown.lines(),
      unknownSenders: unknown.top(),
      lostBySystem: dropped(),
      connections: endpoints.reduce((sum, endpoint) => sum + endpoint.connections(), 0),
    }),
    resume: () => {
      for (const endpoint of endpoints) endpoint.resume();
    },
    lost: () => losses.take(dropped()),
    close: async () => void (await Promise.all(endpoints.map((endpoint) => endpoint.close()))),
  };
}

async function openAll(addresses: readonly string[], events: EndpointEvents): Promise<readonly Endpoint[]> {
  await using opened = new AsyncDisposableStack();
  const endpoints: Endpoint[] = [];
  for (const address of addresses) {
    const place = placeOf(address);
    const open = place.protocol === "udp" ? openUdp : openTcp;
    endpoints.push(opened.adopt(await open(place, events), (endpoint) => endpoint.close()));
  }
  opened.move();
  return endpoints;
}
