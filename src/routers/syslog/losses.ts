import type { SystemLoss } from "../../model/listener.ts";

/** Counts what was lost in front of us. */
export interface Losses {
  /** A datagram came that was this router's, or nobody's. */
  arrived(router: string | undefined): void;
  lose(router: string, lines: number, isExact: boolean): void;
  /** What was lost since it was asked before, `dropped` being all datagrams that the system ever dropped. */
  take(dropped: number): readonly SystemLoss[];
}

/** The system does not say whose datagrams it dropped: they are taken for those of the routers that others came from meanwhile. */
export function createLosses(): Losses {
  const arrivals = new Map<string | undefined, number>();
  let lost: SystemLoss[] = [];
  let droppedBefore = 0;
  const lose = (router: string, lines: number, isExact: boolean): void => void lost.push({ router, lines, isExact });
  return {
    arrived: (router) => arrivals.set(router, (arrivals.get(router) ?? 0) + 1),
    lose,
    take: (dropped) => {
      const all = arrivals.values().reduce((sum, count) => sum + count, 0);
      if (dropped > droppedBefore && all > 0) {
        for (const [router, count] of arrivals) {
          const lines = Math.round(((dropped - droppedBefore) * count) / all);
          if (router !== undefined && lines > 0) lose(router, lines, count === all);
        }
        droppedBefore = dropped;
      }
      arrivals.clear();
      const taken = lost;
      lost = [];
      return taken;
    },
  };
}
