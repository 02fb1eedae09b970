import { once } from "node:events";
import { createServer } from "node:net";
import type { TestContext } from "node:test";

/** Nobody else's, in the network that the tests of a real Home Assistant have to themselves. */
const turnPort = 18_999;
const askAgainMs = 100;

/** Waits until no other test uses the one Home Assistant, and keeps it until the test is over: it is restarted, and has one bridge. */
export async function takeTurn(t: TestContext): Promise<void> {
  const server = createServer();
  for (;;) {
    server.listen(turnPort, "127.0.0.1");
    const isMine = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (isMine) break;
    // The test that has it is another process, which tells nobody when it ends.
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
  t.after(() => server.close());
}
