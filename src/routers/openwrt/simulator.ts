import type { Simulator, SimulatorOptions } from "../../model/simulator.ts";
import { fieldsOf, itemsOf, readJson } from "../http/json.ts";
import { publicAddress } from "../simulator/address.ts";
import type { SimulatedFamily, SimulatedRouter } from "../simulator/family.ts";
import { jsonAnswer } from "../simulator/json-answer.ts";
import { createRandom } from "../simulator/random.ts";
import type { SimulatedAnswer, SimulatedRequest } from "../simulator/server.ts";
import { startSimulator } from "../simulator/start.ts";
import { bootRows, hostileRows, householdRow, kernelRow, logLines, probeRow } from "./simulated-rows.ts";
import { nobody } from "./ubus.ts";

const username = "root";
const password = "openwrt1";

/** A make-believe OpenWrt: ubus over HTTP, sessions that run out, a ring of bytes with numbered lines, a clock that is unset at first. */
export function startOpenwrt(options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(simulatedOpenwrt(options.seed), options);
}

function simulatedOpenwrt(seed: number): SimulatedFamily {
  const wan = publicAddress(createRandom(seed ^ 0x0b5));
  /** When each session was used last. */
  const usedMs = new Map<string, number>();
  return {
    id: "openwrt",
    username,
    password,
    timezone: "UTC",
    // More than fit into its bytes.
    ringSize: 120,
    background: { perDay: 150, write: (_, random) => householdRow(random) },
    writeProbe: (probe, random) => probeRow(probe, wan, random),
    replay: (line, timeMs) => kernelRow(line, timeMs),
    bootRows: (timeMs, random) => bootRows(timeMs, wan, random),
    hostileRows: (timeMs) => hostileRows(timeMs, wan),
    answer: (request, router) => answer(request, router, usedMs),
  };
}

function answer(request: SimulatedRequest, router: SimulatedRouter, usedMs: Map<string, number>): SimulatedAnswer {
  if (request.path === "/") return page("200 OK", '<html><a href="/cgi-bin/luci/">LuCI</a></html>');
  if (request.path !== "/ubus" || request.method !== "POST") return page("404 Not Found", "Not Found");
  const read = readJson(request.body);
  const call = fieldsOf(read.kind === "json" ? read.value : undefined);
  const [session, object, method, values] = itemsOf(call["params"]) ?? [];
  if (typeof session !== "string" || call["method"] !== "call") return rpcError(-32_600, "Invalid request");
  if (object === "session" && method === "login") return logIn(fieldsOf(values), router, usedMs);
  if (session === nobody || !isOpen(session, router, usedMs)) return rpcError(-32_002, "Access denied");
  if (object !== "log" || method !== "read") return rpcError(-32_000, "Object not found");
  const { lines, stream } = fieldsOf(values);
  // A stream over HTTP has no end: the browser waits for ever.
  if (stream !== false) return rpcError(-32_003, "Timeout");
  const log = logLines(router).slice(-(typeof lines === "number" ? lines : 0));
  return result([0, { log }], true);
}

function logIn(values: Readonly<Record<string, unknown>>, router: SimulatedRouter, usedMs: Map<string, number>) {
  const isRight = values["username"] === username && values["password"] === password;
  if (!isRight || router.faults.isWrongPassword) return result([6]);
  const hex = () => Math.floor(router.random.next() * 2 ** 32).toString(16);
  const session = [hex(), hex(), hex(), hex()].map((word) => word.padStart(8, "0")).join("");
  router.sessions.add(session);
  usedMs.set(session, router.nowMs);
  return result([0, { ubus_rpc_session: session, timeout: 300, expires: 299, acls: {}, data: { username } }]);
}

/** A session ends when nobody used it for five minutes. */
const idleMs = 300_000;

function isOpen(session: string, router: SimulatedRouter, usedMs: Map<string, number>): boolean {
  const sinceMs = router.nowMs - (usedMs.get(session) ?? Number.NEGATIVE_INFINITY);
  usedMs.set(session, router.nowMs);
  if (sinceMs >= idleMs) router.sessions.delete(session);
  return router.sessions.has(session);
}

function result(given: readonly unknown[], isLog = false): SimulatedAnswer {
  return jsonAnswer({ jsonrpc: "2.0", id: 1, result: given }, { isLog });
}

function rpcError(code: number, message: string): SimulatedAnswer {
  return jsonAnswer({ jsonrpc: "2.0", id: 1, error: { code, message } });
}

function page(status: string, body: string): SimulatedAnswer {
  return {
    status: `HTTP/1.1 ${status}`,
    headers: [
      ["Content-Type", "text/html"],
      ["Connection", "close"],
    ],
    body,
  };
}
