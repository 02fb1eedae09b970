import type { SimulatedRouter } from "../simulator/family.ts";

const rowsOfPage = 20;

/** How many pages the log has; an empty one has one. */
export function pageCount(router: SimulatedRouter): number {
  return Math.max(1, Math.ceil(router.rows().length / rowsOfPage));
}

/** A page of the log, newest row first, as st_log.asp has it: all rows in one hidden field, which nobody escapes. */
export function logPage(router: SimulatedRouter, number: number): string {
  const newestFirst = router.rows().toReversed();
  const rows = newestFirst.slice((number - 1) * rowsOfPage, number * rowsOfPage).map(({ text }) => text);
  return page(`<h1>Logs</h1>
<form id="form1" name="form1" method="post" action="apply.cgi">
<input type="hidden" name="total_log" id="total_log" value="${rows.join("|syslog|")}">
<input type=hidden id="current_page" name="current_page" value="${number}">
<input type=hidden id="total_page" name="total_page" value="${pageCount(router)}">
<table><script>
var temp_entry = get_by_id("total_log").value.split("|syslog|");
</script></table>
</form>
${["first", "last", "next", "previous"].map(turnForm).join("\n")}`);
}

function turnForm(turn: string): string {
  return `<form method="post" action="log_${turn}_page.cgi"><input type="hidden" name="html_response_page" value="st_log.asp"></form>`;
}

/** What every page is while nobody is logged in. */
export const loginPage: string = page(`<script>
var auth = "0";
</script>
<form name="form1" id="form1" action="login.cgi" method="post" onSubmit="return check();">
<input type="hidden" id="html_response_page" name="html_response_page" value="login_fail.asp">
<input type="hidden" id="login_name" name="login_name">
<input type="hidden" id="login_pass" name="login_pass">
<input type="hidden" id="graph_id" name="graph_id" value="3f2a">
<select id="login_n" name="login_n"><option value="admin">Admin</option><option value="user">User</option></select>
<input type="password" id="log_pass" name="log_pass" value="">
<input type="password" id="graph_code" name="graph_code" value="">
</form>`);

export const refusedPage: string = page(`<script>
document.write("User Name or Password incorrect");
</script>`);

/** Any other page. */
export function page(content: string): string {
  return `<html>
<head><title>D-LINK CORPORATION, INC | WIRELESS ROUTER | HOME</title></head>
<body>
${content}
</body>
</html>
`;
}
