import { Counter, Gauge, Registry } from "prom-client";
import type { RouterOverview, WebPorts } from "../model/web.ts";

/** What the figures are of, beside the ports. */
export interface MetricsParts extends Pick<WebPorts, "info" | "overview"> {
  /** How many look on. */
  readonly streams: () => number;
}

/** Figures in the form of Prometheus; labels are names of the configuration and closed lists, never what a stranger wrote. */
export function createMetrics(parts: MetricsParts): Registry {
  const registry = new Registry();
  const routers = (): readonly RouterOverview[] => parts.overview().routers;
  counter("probes", "Probes read live", ({ summary }) => summary?.probes);
  counter("admitted", "Packets that were let in", ({ summary }) => summary?.admitted);
  counter("rejects", "Lines of the log that were not understood", ({ state }) => state?.rejects);
  counter("gaps", "Gaps in the log", ({ state }) => state?.gaps);
  counter("lost_probes", "Probes lost in gaps, estimated", ({ state }) => state?.lost_probes);
  gauge("readable", "Whether the log can be read", ({ reading }) => truth(reading.is_readable));
  gauge("paused", "Whether it is paused", ({ state }) => truth(state?.paused));
  gauge("under_attack", "Whether it is under attack", ({ state }) => truth(state?.under_attack));
  gauge("open_episodes", "Episodes that are open", ({ state }) => state?.active_episodes.length);
  gauge("last_scrape_timestamp_seconds", "The last successful pass", ({ state }) => seconds(state?.last_scrape));
  new Counter({
    name: `${prefix}events_total`,
    help: "Events read live, by what they are",
    labelNames: ["router", "class"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, summary } of routers())
        for (const [kind, count] of Object.entries(summary?.classes ?? {}))
          this.inc({ router: name, class: kind }, count);
    },
  });
  new Gauge({
    name: `${prefix}build_info`,
    help: "Which program this is",
    labelNames: ["version"],
    registers: [registry],
    collect() {
      this.set({ version: parts.info().version }, 1);
    },
  });
  single("publish_backlog", "Rows that the broker has not acknowledged", () => parts.overview().health.backlog);
  single("journal_bytes", "Size of the journal", () => parts.overview().health.journal_bytes);
  single("event_streams", "Event streams that are open", parts.streams);
  addProcess(registry);
  return registry;

  function counter(name: string, help: string, figure: (router: RouterOverview) => number | undefined): void {
    new Counter({
      name: `${prefix}${name}_total`,
      help,
      labelNames: ["router"],
      registers: [registry],
      collect() {
        this.reset();
        for (const router of routers()) this.inc({ router: router.name }, figure(router) ?? 0);
      },
    });
  }

  function gauge(name: string, help: string, figure: (router: RouterOverview) => number | undefined): void {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      labelNames: ["router"],
      registers: [registry],
      collect() {
        this.reset();
        for (const router of routers()) {
          const value = figure(router);
          if (value !== undefined) this.set({ router: router.name }, value);
        }
      },
    });
  }

  function single(name: string, help: string, figure: () => number): void {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(figure());
      },
    });
  }
}

const prefix = "whos_knocking_";

/**
 * The few of the process that every client library has, under their usual names. The library's own set would wake the process a hundred
 * times a second, to measure how late it is.
 */
function addProcess(registry: Registry): void {
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Time of the processor, user and system",
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory",
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started",
    registers: [registry],
    collect() {
      // Rounded, it would lie ahead for up to half a second after a start.
      this.set(Math.floor(performance.timeOrigin / 1000));
    },
  });
}

function truth(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function seconds(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1000;
}
