import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Outbox, type Outgoing } from "../../src/publish/outbox.ts";

function message(payload: string) {
  return { topic: "t", payload, retain: false };
}

/** Sends all that waits; gives what is under way. */
function sendAll(outbox: Outbox): Outgoing[] {
  const sent: Outgoing[] = [];
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) sent.push(next);
  return sent;
}

function payloads(sent: readonly Outgoing[]): string[] {
  return sent.map((outgoing) => outgoing.message.payload);
}

interface Step {
  readonly kind: "add" | "send" | "cut" | "acknowledge";
  /** Which of those under way is acknowledged. */
  readonly pick: number;
}

const kinds = fc.constantFrom<Step["kind"][]>("add", "add", "send", "send", "acknowledge", "acknowledge", "cut");
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ kind: kinds, pick: fc.nat(5) }), { maxLength: 200 });

test("whatever is acknowledged and whenever the line breaks, everything is received, first receipts in order", () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const outbox = new Outbox([], () => undefined);
      const received: string[] = [];
      let underWay: Outgoing[] = [];
      let added = 0;
      for (const step of [...plan, { kind: "cut", pick: 0 } as const]) {
        if (step.kind === "add") void outbox.add(message(String(added++)), false);
        if (step.kind === "send") {
          const next = outbox.next();
          if (next !== undefined) underWay.push(next);
          if (next !== undefined) received.push(next.message.payload);
        }
        if (step.kind === "acknowledge") underWay.splice(step.pick, 1)[0]?.acknowledged();
        if (step.kind === "cut") {
          outbox.rewind();
          underWay = [];
        }
      }
      for (const outgoing of sendAll(outbox)) {
        received.push(outgoing.message.payload);
        outgoing.acknowledged();
      }
      assert.deepEqual(
        [...new Set(received)],
        Array.from({ length: added }, (_, n) => String(n)),
      );
      assert.equal(outbox.unacknowledged, 0);
      assert.ok(outbox.isEmpty);
    }),
  );
});

test("an acknowledgement of a connection that is gone counts nothing", () => {
  const outbox = new Outbox([], () => undefined);
  void outbox.add(message("1"), false);
  const [old] = sendAll(outbox);
  outbox.rewind();
  old?.acknowledged();
  assert.equal(outbox.inFlight, 0);
  assert.deepEqual(payloads(sendAll(outbox)), ["1"]);
});

test("of a retained topic only the newest value is sent, and only when it is new", () => {
  const outbox = new Outbox([], () => undefined);
  outbox.setRetained("state", "a");
  outbox.setRetained("state", "b");
  assert.deepEqual(payloads(sendAll(outbox)), ["b"]);
  outbox.setRetained("state", "b");
  assert.deepEqual(payloads(sendAll(outbox)), []);
});

test("after a renewal every retained value is sent again, the one of our own state last", () => {
  const outbox = new Outbox([], () => undefined);
  for (const topic of ["bridge/state", "config", "summary"]) outbox.setRetained(topic, topic);
  sendAll(outbox);
  outbox.renewRetained("bridge/state");
  assert.deepEqual(payloads(sendAll(outbox)), ["config", "summary", "bridge/state"]);
});

test("retained values go before messages that wait", () => {
  const outbox = new Outbox([], () => undefined);
  void outbox.add(message("event"), false);
  outbox.setRetained("state", "value");
  assert.deepEqual(payloads(sendAll(outbox)), ["value", "event"]);
});

test("a topic that is taken away is known until the broker has acknowledged it", () => {
  const changes: string[][] = [];
  const outbox: Outbox = new Outbox(["old"], () => changes.push([...outbox.retainedTopics()]));
  outbox.setRetained("new", "1");
  outbox.setRetained("old", "");
  const sent = sendAll(outbox);
  assert.deepEqual(outbox.retainedTopics(), ["old", "new"]);
  for (const outgoing of sent) outgoing.acknowledged();
  assert.deepEqual(changes, [["old", "new"], ["new"]]);
  outbox.renewRetained(undefined);
  assert.deepEqual(payloads(sendAll(outbox)), ["1"]);
});

test("a message for now or never is gone with the connection", () => {
  const outbox = new Outbox([], () => undefined);
  void outbox.add(message("never"), true);
  void outbox.add(message("later"), false);
  outbox.rewind();
  assert.deepEqual(payloads(sendAll(outbox)), ["later"]);
});

test("what waits is told when it is given up", async () => {
  const outbox = new Outbox([], () => undefined);
  const waiting = outbox.add(message("1"), false);
  outbox.abandon();
  await assert.rejects(waiting, { name: "RetryableError" });
  assert.ok(outbox.isEmpty);
});
