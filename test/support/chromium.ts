import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const binary = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** For the `skip` option of a test: the reason why it cannot run here, or false. */
export const withoutChromium: string | false = binary === undefined ? "Chromium is not installed" : false;

/** The system's browser, without a screen. */
export function startChromium(): Promise<Browser> {
  // Containers and root have no sandbox of Chromium's; what it shows is ours alone.
  return chromium.launch({ ...(binary && { executablePath: binary }), args: ["--no-sandbox"] });
}
