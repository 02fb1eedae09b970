import { Presets, SingleBar } from "cli-progress";

/** Shows how far some work is. */
export interface ProgressBar {
  /** @param done in the unit of `total`; `words` tell what is not seen from it */
  show(done: number, words: string): void;
  end(): void;
}

/**
 * A bar on standard error with share, rate and the time that is left; nothing where that is no terminal.
 * @param total undefined where nobody knows: then the words alone are shown
 */
export function startProgress(total: number | undefined): ProgressBar {
  const bar = new SingleBar(
    {
      format: total === undefined ? " {words}" : " {bar} {percentage} % | {words} | {eta_formatted} left",
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 100,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total ?? 1, 0, { words: "" });
  return {
    show: (done, words) => bar.update(total === undefined ? 0 : Math.min(done, total), { words }),
    end: () => bar.stop(),
  };
}
