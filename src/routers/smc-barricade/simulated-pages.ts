import type { SimulatedRouter } from "../simulator/family.ts";

/** The page with the log: its script gets each row with its tick, newest first, and the tick of now. */
export function logPage(router: SimulatedRouter): string {
  const rows = router
    .rows()
    .toReversed()
    .map((row) => `"${ticks(row.timeMs, router.bootMs)}","${quoted(row.text)}"`);
  return `${head("System Log")}<SCRIPT LANGUAGE=JAVASCRIPT><!--
var uptime=${ticks(router.nowMs, router.bootMs)};
var log_rows=new Array(
${rows.join(",\n")}
);
//--></SCRIPT></HEAD>
<BODY><!--TR><TD>0</TD><TD>Unrecognized access from 192.0.2.1:1 to TCP port 1</TD></TR-->
<TABLE><SCRIPT LANGUAGE=JAVASCRIPT><!--
for (var i=0; i<log_rows.length; i+=2)
 document.write("<TR><TD>"+new Date(new Date().getTime()-(uptime-log_rows[i])).toLocaleString()+"<TD>"+log_rows[i+1]);
//--></SCRIPT></TABLE></BODY></HTML>
`;
}

/** What the firmware answers, with status 200, to somebody who is not logged in. */
export function loginPage(): string {
  return `<!---CAS:0003--><HTML><HEAD>
<SCRIPT LANGUAGE=JAVASCRIPT><!--
var a=window.open("/menu.htm", "Login", "width=505,height=250");
a.focus();
//--></SCRIPT>
</HEAD>

Please Login First.

</HTML>
`;
}

/** Routers of that time let one person in; the words are invented. */
export function busyPage(): string {
  return plainPage("Another administrator is logged in. Please try again later.");
}

/** The words are invented. */
export function refusedPage(): string {
  return plainPage("Password mismatch.");
}

/** Open to everybody: ddclient and its like read the WAN address from it, the first thing that looks like one. */
export function statusPage(wanAddress: string): string {
  return plainPage(`<TABLE>
<!--TR><TD>MAC Address</TD><TD ALIGN=CENTER COLSPAN=2>00-00-5E-00-53-01</TD></TR-->
<TR><TD>IP Address</TD><TD ALIGN=CENTER>${wanAddress}</TD></TR>
</TABLE>`);
}

/** Any other page. */
export function plainPage(content: string): string {
  return `${head("SMC Barricade Wireless Broadband Router")}</HEAD>\n<BODY>${content}</BODY></HTML>\n`;
}

function head(title: string): string {
  return `<!---CAS:0003--><HTML><HEAD><TITLE>${title}</TITLE>\n`;
}

/** Milliseconds since power-up, in 32 bits. */
function ticks(timeMs: number, bootMs: number): number {
  return (Math.floor(timeMs) - bootMs) >>> 0;
}

/** Escaped as a script needs it, and no further: markup in a host name goes out as it is. */
function quoted(text: string): string {
  return text.replaceAll(/["\\]/g, "\\$&").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}
