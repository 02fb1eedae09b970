import { FatalError } from "../../errors.ts";
import { createCooldown } from "../../model/cooldown.ts";

/** Sees to it that a password which was refused is not sent again: some routers lock everybody out after a few tries. */
export interface LoginGuard {
  /** @throws the refusal, as long as it holds */
  check(): void;
  /** The router let us in. */
  letIn(): void;
  /**
   * The router refused the password. Gives back the error to throw, which `check` throws from now on: for good where the password was
   * never right, for an hour where it was, because the router may just be starting.
   */
  refused(error: FatalError): FatalError;
}

const puzzlingRefusalMs = 3_600_000;

/** A guard for one router; `now` is our clock, UTC ms. */
export function createLoginGuard(now: () => number): LoginGuard {
  const cooldown = createCooldown(now);
  let refusal: FatalError | undefined;
  let wasLetIn = false;
  return {
    check: () => {
      if (refusal !== undefined && cooldown.isOn()) throw refusal;
    },
    letIn: () => {
      wasLetIn = true;
      cooldown.end();
    },
    refused: (error) => {
      refusal = error;
      cooldown.start(wasLetIn ? puzzlingRefusalMs : Number.POSITIVE_INFINITY);
      return error;
    },
  };
}

/** The words for a password that was refused; `advice` says more, where there is more to say. */
export function passwordRefused(
  router: { readonly name: string; readonly url: string },
  advice = "correct username and password, then restart",
): FatalError {
  return new FatalError(`the router refuses the password, and it is not sent again: ${advice}`, {
    facts: { router: router.name, url: router.url },
  });
}
