import type { Visit } from "../http/visits.ts";

type Turn = "first" | "next" | "previous";

/** The page's own buttons: each is a form with these two fields. */
const fields = { html_response_page: "st_log.asp", html_response_return_page: "st_log.asp" };

/** Has the router turn to another page, for everybody. */
export async function turnPage(visit: Visit, turn: Turn): Promise<void> {
  await visit.page({ method: "POST", path: `/log_${turn}_page.cgi`, form: fields }, "a further page of the log");
}

/** Has it turn from one page to another by the shortest way. What becomes of that is no matter for the reading. */
export async function turnBack(visit: Visit, from: number, to: number): Promise<void> {
  const isFirstNearer = to - 1 < Math.abs(to - from);
  const turns: readonly Turn[] = isFirstNearer
    ? ["first", ...repeated("next", to - 1)]
    : repeated(to > from ? "next" : "previous", Math.abs(to - from));
  for (const turn of turns) {
    const path = `/log_${turn}_page.cgi`;
    await Promise.allSettled([visit.ask({ method: "POST", path, form: fields })]);
  }
}

function repeated(turn: Turn, times: number): readonly Turn[] {
  return Array.from({ length: times }, () => turn);
}
