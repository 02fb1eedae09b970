import { RetryableError } from "../../errors.ts";

type Phase = "connect" | "head" | "body";

/** Limits the time of one exchange. Its signal fires with a RetryableError as reason, whatever ended the patience. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Begins a phase, each with the full time limit; "body" again means that a piece of it came. */
  enter(phase: Phase): void;
  end(): void;
}

/** Each phase may take `timeoutMs`, all together three times that; `outer` calls the exchange off. */
export function createWatch(name: string, timeoutMs: number, outer: AbortSignal): Watch {
  const controller = new AbortController();
  let phase: Phase = "connect";
  const onPhaseTimeout = () => giveUp(`${name} ${complaints[phase]} within ${timeoutMs / 1000} s`);
  const onCalledOff = () =>
    controller.abort(new RetryableError(`the request to ${name} was called off`, { cause: outer.reason }));
  const phaseTimer = setTimeout(onPhaseTimeout, timeoutMs);
  const totalTimer = setTimeout(
    () => giveUp(`${name} was still sending its answer after ${(3 * timeoutMs) / 1000} s`),
    3 * timeoutMs,
  );
  if (outer.aborted) onCalledOff();
  else outer.addEventListener("abort", onCalledOff, { once: true });
  return {
    signal: controller.signal,
    enter: (next) => {
      phase = next;
      phaseTimer.refresh();
    },
    end: () => {
      clearTimeout(phaseTimer);
      clearTimeout(totalTimer);
      outer.removeEventListener("abort", onCalledOff);
    },
  };

  function giveUp(message: string): void {
    controller.abort(new RetryableError(message, { facts: { phase, timeoutMs } }));
  }
}

const complaints: Readonly<Record<Phase, string>> = {
  connect: "could not be connected to",
  head: "did not begin a proper answer",
  body: "stopped in the middle of its answer: nothing came",
};
