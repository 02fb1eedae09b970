import type { DshieldReport } from "../worker/export/dshield.ts";

/** What became of the rows for DShield, and how they get there. */
export function describeDshield(
  report: DshieldReport,
  { userId, version, isDemo }: { readonly userId: number; readonly version: string; readonly isDemo: boolean },
): readonly string[] {
  const lines = report.lines();
  const leftOut = [...report.leftOut()].map(([reason, count]) => `${count} ${reason}`);
  return [
    `${lines} ${lines === 1 ? "line" : "lines"}${leftOut.length === 0 ? "" : `; left out: ${leftOut.join(", ")}`}`,
    isDemo
      ? "the demo's probes are invented: do not send them to DShield"
      : `nothing was sent; mail it to reports@dshield.org, subject: FORMAT DSHIELD USERID ${userId} TZ +00:00 WHOS-KNOCKING ${version}`,
  ];
}
