import { html, type TemplateResult } from "lit-html";
import { apiUrl, Problem, post } from "./api.ts";

/** Asks for the page's password. */
export function loginForm(onOpen: () => void): TemplateResult {
  return html`<main class="alone">
    <h1>Who's Knocking?</h1>
    <form class="form" @submit=${(event: SubmitEvent) => void submit(event, onOpen)}>
      <label>Password <input type="password" name="password" autocomplete="current-password" required autofocus></label>
      <p class="problem-line" role="alert"></p>
      <button class="main">Open</button>
    </form>
  </main>`;
}

async function submit(event: SubmitEvent, onOpen: () => void): Promise<void> {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const form = event.currentTarget;
  const note = form.querySelector("[role=alert]");
  try {
    await post(apiUrl("session"), { password: new FormData(form).get("password") });
    onOpen();
  } catch (error) {
    if (note !== null) note.textContent = error instanceof Problem ? error.message : String(error);
  }
}
