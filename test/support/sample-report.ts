import type { Report } from "../../src/model/report.ts";

const noon = Date.parse("2026-11-20T12:00:00Z");

/** A report in which everything occurs, of addresses and names that are nobody's. */
export const sampleReport: Report = {
  figures: {
    period: { from: "2026-11-14T00:00:00.000Z", to: "2026-11-21T12:00:00.000Z", days: 7.5 },
    probes: 2420,
    attempts: 1984,
    per_day: { average: 322.67, min: 256, max: 450 },
    interval_seconds: 267.77,
    multiple_attacks: { probes: 327, share: 13.51, attempts_share: 4.23 },
    largest_burst: { source: "203.0.113.9", port: 139, protocol: "tcp", count: 117, seconds: 118 },
    repeat_sources: [
      { source: "203.0.113.9", count: 117, days: 1 },
      { source: "2001:db8:77::1", count: 45, days: 5 },
      { source: "198.51.100.7", count: 13, days: 2 },
    ],
    hours: [131, 128, 140, 119, 122, 133, 127, 118, 99, 93, 88, 90, 85, 80, 78, 171, 84, 88, 92, 90, 86, 95, 84, 99],
    days: [
      { date: "2026-11-14", count: 310 },
      { date: "2026-11-15", count: 256 },
      { date: "2026-11-16", count: 322 },
      { date: "2026-11-17", count: 450 },
      { date: "2026-11-18", count: 330 },
      { date: "2026-11-19", count: 318 },
      { date: "2026-11-20", count: 299 },
      { date: "2026-11-21", count: 135 },
    ],
    top_level_domains: [
      { key: "UNKNOWN", name: "UNKNOWN", count: 1210, share: 50 },
      { key: "net", name: "net", count: 800, share: 33.06 },
      { key: "mx", name: "Mexico", count: 410, share: 16.94 },
    ],
    domains: [
      { key: "UNKNOWN", name: "UNKNOWN", count: 1210, share: 50 },
      { key: "example.net", name: "example.net", count: 800, share: 33.06 },
      { key: "a-provider-with-a-very-long-name.example.mx", name: "example.mx", count: 410, share: 16.94 },
    ],
    countries: [
      { key: "MX", name: "Mexico", count: 1500, share: 61.98 },
      { key: "UNKNOWN", name: "UNKNOWN", count: 920, share: 38.02 },
    ],
    networks: [
      { key: "AS64496", name: "Example Networks <GmbH> & Co", count: 1500, share: 61.98 },
      { key: "UNKNOWN", name: "UNKNOWN", count: 920, share: 38.02 },
    ],
    ports: [
      { key: "udp/137", name: "netbios-ns", count: 1475, share: 60.95 },
      { key: "tcp/139", name: "netbios-ssn", count: 700, share: 28.93 },
      { key: "tcp/57", name: "unknown(57)", count: 200, share: 8.26 },
      { key: "icmp", name: "icmp", count: 30, share: 1.24 },
      { key: "unknown/8080", name: "unknown(8080)", count: 10, share: 0.41 },
      { key: "tcp/9999", name: "distinct", count: 5, share: 0.21 },
    ],
    sources: [
      { key: "UNKNOWN", name: "UNKNOWN", count: 2000, share: 82.64 },
      { key: "203.0.113.9", name: "host.example.net", count: 117, share: 4.83 },
      { key: "2001:db8:77::1", name: "2001:db8:77::1", count: 45, share: 1.86, let_in: true },
    ],
    unknown_share: 50,
    surges: [
      {
        ...{ port: "tcp/135", name: "epmap", sources: 212, severity: "high" },
        ...{ first_seen: "2026-11-20T09:10:00.000Z", last_seen: "2026-11-21T11:50:00.000Z" },
      },
    ],
    gaps: [
      {
        ...{ router: "home", from: "2026-11-16T03:00:00.000Z", to: "2026-11-16T06:05:00.000Z" },
        ...{ probes_estimate: 41, exact: false, cause: "overrun", filled: false },
      },
      {
        ...{ router: "home", from: "2026-11-18T03:00:00.000Z", to: "2026-11-18T04:00:00.000Z", entries: 12 },
        ...{ probes_estimate: 12, exact: true, cause: "downtime", filled: true },
      },
    ],
    classes: { probe: 2420, admitted: 3, chatter: 8120, backscatter: 97 },
  },
  routers: ["home", "attic"],
  timezone: "Europe/Berlin",
  largestBurstMs: noon,
  thirds: [42.07, 28.26, 29.67],
  lost: { gaps: 1, probes: 41, seconds: 11_100, perDay: 328.13 },
  scanners: [
    { source: "2001:db8:77::1", episodes: 1, probes: 312, ports: 50, firstSeenMs: noon, lastSeenMs: noon + 905_000 },
    { source: "198.51.100.7", episodes: 2, probes: 14, ports: 10, firstSeenMs: noon - 80_000_000, lastSeenMs: noon },
  ],
  hostNames: new Map([["203.0.113.9", "host.example.net"]]),
  portWords: new Map([["tcp/9999", "distinct"]]),
  shownRows: 2,
};
