/**
 * Type and code as ipmon(8) prints them behind `icmp` or `icmpv6`: by name (`echo/0`, `unreach/port`), by number (`3/3`, older
 * versions) or as `icmptype(42)/0`. What has a name that is not here stays unknown.
 */
export function readIpmonIcmp(text: string, isV6: boolean): { readonly icmpType?: number; readonly icmpCode?: number } {
  const [type = "", code = ""] = text.split("/", 2);
  const icmpType = (isV6 ? typesV6 : types).get(type) ?? numberOf(type);
  if (icmpType === undefined) return {};
  const icmpCode = (isV6 ? codesV6 : codes).get(`${type}/${code}`) ?? numberOf(code);
  return icmpCode === undefined ? { icmpType } : { icmpType, icmpCode };
}

function numberOf(text: string): number | undefined {
  const digits = /^(?:icmp(?:v6)?type\()?(\d{1,3})\)?$/.exec(text)?.[1];
  return digits === undefined || Number(digits) > 255 ? undefined : Number(digits);
}

const types: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    echoreply: 0,
    unreach: 3,
    sourcequench: 4,
    redirect: 5,
    echo: 8,
    routeradvert: 9,
    routersolicit: 10,
    timxceed: 11,
    paramprob: 12,
    timestamp: 13,
    timestampreply: 14,
    inforeq: 15,
    inforeply: 16,
    maskreq: 17,
    maskreply: 18,
  }),
);

/** `isolated`, `host_prohib` and `admin_prohibit` share a number with another name in ipmon's own table: they are not told. */
const codes: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    "unreach/net": 0,
    "unreach/host": 1,
    "unreach/protocol": 2,
    "unreach/port": 3,
    "unreach/needfrag": 4,
    "unreach/srcfail": 5,
    "redirect/net": 0,
    "redirect/host": 1,
    "redirect/tosnet": 2,
    "redirect/toshost": 3,
    "timxceed/transit": 0,
    "timxceed/reassem": 1,
    "paramprob/optmissing": 1,
    "paramprob/length": 2,
  }),
);

const typesV6: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    unreach: 1,
    toobig: 2,
    timxceed: 3,
    paramprob: 4,
    echo: 128,
    echoreply: 129,
    groupmemberquery: 130,
    groupmemberreport: 131,
    groupmemberterm: 132,
    routersolicit: 133,
    routeradvert: 134,
    neighborsolicit: 135,
    neighboradvert: 136,
    redirect: 137,
  }),
);

const codesV6: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    "unreach/noroute": 0,
    "unreach/admin": 1,
    "unreach/neighbour": 2,
    "unreach/address": 3,
    "unreach/noport": 4,
    "timxceed/intransit": 0,
    "timxceed/reassem": 1,
  }),
);
