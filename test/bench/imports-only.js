// What the bridge would weigh if it did nothing: the same packages, and nothing of ours.
import { enableCompileCache } from "node:module";

enableCompileCache();
await Promise.all([
  import("mqtt"),
  import("undici"),
  import("htmlparser2"),
  import("node-cron"),
  import("convict"),
  import("yaml"),
  import("temporal-polyfill"),
  import("ipaddr.js"),
  import("node:sqlite"),
]);
process.stdout.write("ready\n");
process.stdin.resume();
