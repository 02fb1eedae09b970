import type { SimulatorFaults } from "../../model/simulator.ts";

/** The faults that are switched on at the moment. */
export interface FaultState {
  isFrozen: boolean;
  /** Pages still to be cut, requests still to be left without an answer. */
  truncations: number;
  hangs: number;
  /** 0: as fast as it can. */
  slowMs: number;
  isLineFeedOnly: boolean;
  isOtherAdministrator: boolean;
  isWrongPassword: boolean;
}

/** What happens to the router itself, once, when it is told to. */
export type FaultEvents = Pick<SimulatorFaults, "reboot" | "clear" | "loginTimeout" | "hostileText">;

/** No fault at all. */
export function noFaults(): FaultState {
  return {
    isFrozen: false,
    truncations: 0,
    hangs: 0,
    slowMs: 0,
    isLineFeedOnly: false,
    isOtherAdministrator: false,
    isWrongPassword: false,
  };
}

/**
 * The switches over a state. `settle` lets the traffic up to now enter the log first, so that a switch acts at the
 * moment it is thrown and not back to the last request.
 */
export function faultSwitches(state: FaultState, events: FaultEvents, settle: () => void): SimulatorFaults {
  const atOnce = (change: () => void) => {
    settle();
    change();
  };
  return {
    reboot: () => atOnce(events.reboot),
    clear: () => atOnce(events.clear),
    loginTimeout: () => atOnce(events.loginTimeout),
    hostileText: () => atOnce(events.hostileText),
    freeze: (isFrozen) => atOnce(() => Object.assign(state, { isFrozen })),
    truncate: (truncations) => atOnce(() => Object.assign(state, { truncations })),
    hang: (hangs) => atOnce(() => Object.assign(state, { hangs })),
    slow: (slowMs) => atOnce(() => Object.assign(state, { slowMs })),
    lineFeedOnly: (isLineFeedOnly) => atOnce(() => Object.assign(state, { isLineFeedOnly })),
    otherAdministrator: (isOtherAdministrator) => atOnce(() => Object.assign(state, { isOtherAdministrator })),
    wrongPassword: (isWrongPassword) => atOnce(() => Object.assign(state, { isWrongPassword })),
  };
}
