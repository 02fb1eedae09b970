import type { HttpAnswer } from "./contract.ts";

/** How a pass uses a login: the id of a session, or a token. */
interface LoginUse {
  readonly logIn: () => Promise<string>;
  readonly ask: (login: string) => Promise<HttpAnswer>;
  /** Whether this is what the router answers to somebody who is not logged in. */
  readonly isLost: (answer: HttpAnswer) => boolean;
}

/** A login that outlives the pass, for routers that show it to their owner, ration it or are slow at it. */
export interface KeptLogin {
  /** The answer to somebody who is logged in; where the login that was kept is lost, to a new one, once. Rejects as its parts do. */
  use(parts: LoginUse): Promise<HttpAnswer>;
  /** Gives it away, to be ended: the next pass begins a new one. */
  take(): string | undefined;
}

export function createKeptLogin(): KeptLogin {
  let login: string | undefined;
  return {
    async use({ logIn, ask, isLost }) {
      const kept = login;
      login ??= await logIn();
      const answer = await ask(login);
      if (kept === undefined || !isLost(answer)) return answer;
      login = undefined;
      login = await logIn();
      return ask(login);
    },
    take() {
      const taken = login;
      login = undefined;
      return taken;
    },
  };
}
