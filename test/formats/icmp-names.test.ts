import assert from "node:assert/strict";
import { test } from "node:test";
import { readIpmonIcmp } from "../../src/formats/ipmon-icmp.ts";
import { readPfIcmp } from "../../src/formats/pf-icmp.ts";

/** `name type` or `name/code-name type code`, with the numbers of the IANA registries "ICMP Parameters" and "ICMPv6 Parameters". */
const pf = `echorep 0, unreach 3, squench 4, redir 5, althost 6, echoreq 8, routeradv 9, routersol 10, timex 11, paramprob 12,
  timereq 13, timerep 14, inforeq 15, inforep 16, maskreq 17, maskrep 18, trace 30, dataconv 31, photuris 40, unknown(253) 253,
  unreach/net-unr 3 0, unreach/host-unr 3 1, unreach/proto-unr 3 2, unreach/port-unr 3 3, unreach/needfrag 3 4,
  unreach/srcfail 3 5, unreach/net-unk 3 6, unreach/host-unk 3 7, unreach/isolate 3 8, unreach/net-prohib 3 9,
  unreach/host-prohib 3 10, unreach/net-tos 3 11, unreach/host-tos 3 12, unreach/filter-prohib 3 13,
  unreach/host-preced 3 14, unreach/cutoff-preced 3 15, redir/redir-net 5 0, redir/redir-host 5 1, redir/redir-tos-net 5 2,
  redir/redir-tos-host 5 3, timex/transit 11 0, timex/reassemb 11 1, paramprob/badhead 12 0, paramprob/optmiss 12 1,
  paramprob/badlen 12 2, echoreq/0 8 0`;
const pfV6 = `unreach 1, toobig 2, timex 3, paramprob 4, echoreq 128, echorep 129, groupqry 130, listqry 130, grouprep 131,
  listenrep 131, groupterm 132, listendone 132, routersol 133, routeradv 134, neighbrsol 135, neighbradv 136, redir 137,
  routrrenum 138, unreach/noroute-unr 1 0, unreach/admin-unr 1 1, unreach/notnbr-unr 1 2, unreach/beyond-unr 1 2,
  unreach/addr-unr 1 3, unreach/port-unr 1 4, timex/transit 3 0, timex/reassemb 3 1, paramprob/badhead 4 0,
  paramprob/nxthdr 4 1, redir/redironlink 137 0, redir/redirrouter 137 1`;
const ipmon = `echoreply 0, unreach 3, sourcequench 4, redirect 5, echo 8, routeradvert 9, routersolicit 10, timxceed 11,
  paramprob 12, timestamp 13, timestampreply 14, inforeq 15, inforeply 16, maskreq 17, maskreply 18, unreach/net 3 0,
  unreach/host 3 1, unreach/protocol 3 2, unreach/port 3 3, unreach/needfrag 3 4, unreach/srcfail 3 5, redirect/net 5 0,
  redirect/host 5 1, redirect/tosnet 5 2, redirect/toshost 5 3, timxceed/transit 11 0, timxceed/reassem 11 1,
  paramprob/optmissing 12 1, paramprob/length 12 2, icmptype(253)/1 253 1, 8/0 8 0`;
const ipmonV6 = `unreach 1, toobig 2, timxceed 3, paramprob 4, echo 128, echoreply 129, groupmemberquery 130,
  groupmemberreport 131, groupmemberterm 132, routersolicit 133, routeradvert 134, neighborsolicit 135, neighboradvert 136,
  redirect 137, unreach/noroute 1 0, unreach/admin 1 1, unreach/neighbour 1 2, unreach/address 1 3, unreach/noport 1 4,
  timxceed/intransit 3 0, timxceed/reassem 3 1, icmpv6type(200)/0 200 0`;
const pfsense = `request 8, reply 0, unreachproto 3 2, unreachport 3 3, needfrag 3 4, unreach 3, redirect 5, timexceed 11,
  paramprob 12, tstamp 13, tstampreply 14, maskreply 18`;

const tables = [
  ["OPNsense's filterlog", pf, (type: string, code: string) => readPfIcmp(["datalength=8", type, code], false)],
  [
    "OPNsense's filterlog, ICMPv6",
    pfV6,
    (type: string, code: string) => readPfIcmp(["datalength=8", type, code], true),
  ],
  ["pfSense's filterlog", pfsense, (type: string) => readPfIcmp([type], false)],
  ["ipmon", ipmon, (type: string, code: string) => readIpmonIcmp(`${type}/${code}`, false)],
  ["ipmon, ICMPv6", ipmonV6, (type: string, code: string) => readIpmonIcmp(`${type}/${code}`, true)],
] as const;

for (const [who, table, read] of tables) {
  test(`${who}: every name of an ICMP message is its number`, () => {
    for (const row of table.split(/,\s+/)) {
      const [names = "", icmpType, icmpCode] = row.split(" ");
      const [type = "", code = ""] = names.split("/");
      const expected =
        icmpCode === undefined
          ? { icmpType: Number(icmpType) }
          : { icmpType: Number(icmpType), icmpCode: Number(icmpCode) };
      assert.deepEqual(read(type, code), expected, row);
    }
  });

  test(`${who}: a name that nobody knows is no number, nor is one that is too large`, () => {
    for (const name of ["", "nonsense", "unknown(256)", "icmptype(999)", "constructor", "__proto__", "toString"]) {
      assert.deepEqual(read(name, "0"), {}, name);
    }
  });
}
