/** What the tail of a filterlog line tells of an ICMP packet. */
export interface PfIcmp {
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/**
 * Reads the fields behind the addresses of an ICMP line of filterlog(8): one word and its details (pfSense; for ICMPv6
 * nothing), or `datalength=N`, type and code by the keywords of pf.conf(5) (OPNsense). What it does not know stays unknown.
 */
export function readPfIcmp(tail: readonly string[], isV6: boolean): PfIcmp {
  const [first = "", second = "", third = ""] = tail;
  if (first.startsWith("datalength=")) return readKeywords(second, third, isV6);
  return isV6 ? readKeywords(first, "", true) : (pfsenseWords.get(first) ?? {});
}

/** What pfSense prints in place of type and code; the port behind `unreachport` is that of the packet which is answered. */
const pfsenseWords: ReadonlyMap<string, PfIcmp> = new Map<string, PfIcmp>(
  Object.entries({
    request: { icmpType: 8 },
    reply: { icmpType: 0 },
    unreachproto: { icmpType: 3, icmpCode: 2 },
    unreachport: { icmpType: 3, icmpCode: 3 },
    needfrag: { icmpType: 3, icmpCode: 4 },
    unreach: { icmpType: 3 },
    redirect: { icmpType: 5 },
    timexceed: { icmpType: 11 },
    paramprob: { icmpType: 12 },
    tstamp: { icmpType: 13 },
    tstampreply: { icmpType: 14 },
    maskreply: { icmpType: 18 },
  }),
);

function readKeywords(type: string, code: string, isV6: boolean): PfIcmp {
  const icmpType = (isV6 ? typesV6 : types).get(type) ?? numberOf(type);
  if (icmpType === undefined) return {};
  const icmpCode = (isV6 ? codesV6 : codes).get(`${type} ${code}`) ?? numberOf(code);
  return icmpCode === undefined ? { icmpType } : { icmpType, icmpCode };
}

/** Types without a keyword are printed as `unknown(N)`, codes as a number. */
function numberOf(text: string): number | undefined {
  const digits = /^(?:unknown\()?(\d{1,3})\)?$/.exec(text)?.[1];
  return digits === undefined || Number(digits) > 255 ? undefined : Number(digits);
}

const types: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    echorep: 0,
    unreach: 3,
    squench: 4,
    redir: 5,
    althost: 6,
    echoreq: 8,
    routeradv: 9,
    routersol: 10,
    timex: 11,
    paramprob: 12,
    timereq: 13,
    timerep: 14,
    inforeq: 15,
    inforep: 16,
    maskreq: 17,
    maskrep: 18,
    trace: 30,
    dataconv: 31,
    photuris: 40,
  }),
);

const codes: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    "unreach net-unr": 0,
    "unreach host-unr": 1,
    "unreach proto-unr": 2,
    "unreach port-unr": 3,
    "unreach needfrag": 4,
    "unreach srcfail": 5,
    "unreach net-unk": 6,
    "unreach host-unk": 7,
    "unreach isolate": 8,
    "unreach net-prohib": 9,
    "unreach host-prohib": 10,
    "unreach net-tos": 11,
    "unreach host-tos": 12,
    "unreach filter-prohib": 13,
    "unreach host-preced": 14,
    "unreach cutoff-preced": 15,
    "redir redir-net": 0,
    "redir redir-host": 1,
    "redir redir-tos-net": 2,
    "redir redir-tos-host": 3,
    "timex transit": 0,
    "timex reassemb": 1,
    "paramprob badhead": 0,
    "paramprob optmiss": 1,
    "paramprob badlen": 2,
  }),
);

const typesV6: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    unreach: 1,
    toobig: 2,
    timex: 3,
    paramprob: 4,
    echoreq: 128,
    echorep: 129,
    groupqry: 130,
    listqry: 130,
    grouprep: 131,
    listenrep: 131,
    groupterm: 132,
    listendone: 132,
    routersol: 133,
    routeradv: 134,
    neighbrsol: 135,
    neighbradv: 136,
    redir: 137,
    routrrenum: 138,
  }),
);

const codesV6: ReadonlyMap<string, number> = new Map<string, number>(
  Object.entries({
    "unreach noroute-unr": 0,
    "unreach admin-unr": 1,
    "unreach notnbr-unr": 2,
    "unreach beyond-unr": 2,
    "unreach addr-unr": 3,
    "unreach port-unr": 4,
    "timex transit": 0,
    "timex reassemb": 1,
    "paramprob badhead": 0,
    "paramprob nxthdr": 1,
    "redir redironlink": 0,
    "redir redirrouter": 1,
  }),
);
