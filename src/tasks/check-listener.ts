import { setTimeout as wait } from "node:timers/promises";
import { describeError } from "../errors.ts";
import type { Checked } from "../model/actions.ts";
import type { UnknownSender } from "../model/listener.ts";
import type { PushFamily, RouterSettings } from "../model/router.ts";

export interface ListenerCheck {
  readonly family: PushFamily;
  readonly addresses: readonly string[];
  readonly routers: readonly RouterSettings[];
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** A quiet household sends nothing for longer: then somebody has to send a line to see it come. */
const patienceMs = 5000;
const lookEveryMs = 100;

/** Listens for some seconds as the bridge would, and keeps nothing; a look at the listener, and at each router. */
export async function checkListener(check: ListenerCheck): Promise<readonly (readonly [string, Checked])[]> {
  const { family, addresses, routers, now, signal } = check;
  const driver = await family.driver();
  const arrived = new Map(
    routers.map((router) => [router.name, { lines: 0, packets: 0, source: driver.open(router, now) }]),
  );
  const unknown: UnknownSender[] = [];
  const troubles: string[] = [];
  try {
    const listener = await driver.listen({
      ...{ addresses, routers, now },
      onLine: (router, { text }) => {
        const seen = arrived.get(router);
        if (seen === undefined) return true;
        seen.lines += 1;
        if (seen.source.read(text)?.kind === "event") seen.packets += 1;
        return true;
      },
      onUnknown: (sender) => void unknown.push(sender),
      onTrouble: (words) => void troubles.push(words),
      onFailure: (cause) => void troubles.push(describeError(cause)),
    });
    const endMs = performance.now() + patienceMs;
    const isMissing = () => arrived.values().some(({ lines }) => lines === 0);
    while (isMissing() && !signal.aborted && performance.now() < endMs) await wait(lookEveryMs);
    await listener.close();
  } catch (thrown) {
    return [[family.id, { isSound: false, words: describeError(thrown) }]];
  }
  const strangers = unknown.map(({ address, host }) => (host === undefined ? address : `${address} (${host})`));
  const others = strangers.length === 0 ? "" : `; lines of no router came from ${strangers.join(", ")}`;
  const words = [`can listen on ${addresses.join(" and ")}${others}`, ...troubles].join("; ");
  return [
    [family.id, { isSound: troubles.length === 0, words }],
    ...[...arrived].map(([name, seen]) => [name, { isSound: true, words: describeArrival(seen, addresses) }] as const),
  ];
}

function describeArrival(
  { lines, packets }: { readonly lines: number; readonly packets: number },
  addresses: readonly string[],
): string {
  const waited = `within ${patienceMs / 1000} s`;
  if (lines > 0) return `${lines} ${lines === 1 ? "line" : "lines"} came ${waited}, ${packets} of them packets`;
  return `nothing came ${waited}; to see one come: ${testLine(addresses[0] ?? "")}`;
}

/** A command of util-linux that sends a line to us. */
function testLine(address: string): string {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `logger --server ${reachable} --port ${port} --${protocol === "tcp:" ? "tcp" : "udp"} --rfc3164 hello`;
}
