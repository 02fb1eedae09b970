import type { SimulatedRouter } from "../simulator/family.ts";

/** The log, newest row first. Rows are printed as they are: nobody saw this firmware escape anything. */
export function logPage(router: SimulatedRouter): string {
  const rows = router.rows().map((row) => row.text);
  return page(
    "Logs",
    `<form name="formLogs" method="POST" action="fw_log.cgi?id=${router.bootMs}">
<textarea NAME="log_detail" id="log_detail" rows="17" cols="80" wrap="off" readonly>
${rows.reverse().join("\n")}
</textarea>
<input type="submit" name="action_Refresh" value="Refresh"><input type="submit" name="action_Clear" value="Clear Log">
</form>`,
  );
}

/** R8000P and its like: a script sends the browser on to the page with the question. */
export function busyPage(): string {
  return `<html><head><script>
top.location.href = "${takeOverPath.slice(1)}";
</script></head></html>
`;
}

/** Firmware before Genie: there is no question to answer. */
export function duplicateAdministratorPage(): string {
  return page("Duplicate Administrator", "This device is managed by 192.168.1.7 currently!!");
}

export const takeOverPath = "/MNU_access_multiLogin2.htm";

/** Asks whether to throw out who is logged in. */
export function takeOverPage(id: string): string {
  return page(
    "Multiple login",
    `<form action="multi_login.cgi?id=${id}" method="POST">
Another session is active. Continue and log it out?
<input type="submit" name="yes" value="Yes"><input type="submit" name="no" value="No"><input type="hidden" name="act" value="">
</form>`,
  );
}

/** What comes with a 401. */
export function refusalPage(): string {
  return page(
    "401 Unauthorized",
    "<h1>401 Unauthorized</h1><p>Access to this resource is denied, your client has not supplied the correct authentication.",
  );
}

export function logoutPage(): string {
  return page("Logout", "<p>You have been logged out.");
}

/** Any other page. */
export function page(title: string, content: string): string {
  return `<html><head><title>${title}</title></head>
<body>
${content}
</body></html>
`;
}
